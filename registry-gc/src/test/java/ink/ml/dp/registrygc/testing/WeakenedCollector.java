package ink.ml.dp.registrygc.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;

/**
 * The collector with one of its defences off: a method from a text to a text is another one. A test
 * that passes with it shows nothing.
 */
public final class WeakenedCollector extends ClassLoader {
  private static final String OURS = "ink.ml.dp.registrygc.";
  private static final MethodTypeDesc TEXT_TO_TEXT =
      MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_String);

  private final String type;
  private final String method;
  private final Class<?> other;
  private boolean weakened;

  /**
   * @param type the class with the defence, by its full name
   * @param method its name
   * @param other a public class whose method {@code read} is taken instead
   */
  public WeakenedCollector(String type, String method, Class<?> other) {
    super(WeakenedCollector.class.getClassLoader());
    this.type = type;
    this.method = method;
    this.other = other;
  }

  /** Carries out a command line; the exit code. */
  public int execute(String... arguments) throws ReflectiveOperationException {
    try {
      Object code =
          loadClass(OURS + "app.Entry")
              .getMethod("execute", OutputStream.class, String[].class)
              .invoke(null, OutputStream.nullOutputStream(), arguments);
      if (!weakened) {
        throw new AssertionError(type + " has no method " + method + " from a text to a text");
      }
      return (int) code;
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = name.equals(type) ? weaken(in.readAllBytes()) : in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] weaken(byte[] bytes) {
    ClassFile file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes), ClassTransform.transformingMethods(this::isDefence, replacement()));
  }

  private boolean isDefence(MethodModel candidate) {
    boolean is =
        candidate.methodName().equalsString(method)
            && candidate.methodType().equalsString(TEXT_TO_TEXT.descriptorString());
    weakened |= is;
    return is;
  }

  private MethodTransform replacement() {
    return (builder, element) -> {
      if (element instanceof CodeModel) {
        builder.withCode(
            code ->
                code.aload(0)
                    .invokestatic(ClassDesc.of(other.getName()), "read", TEXT_TO_TEXT)
                    .areturn());
      } else {
        builder.with(element);
      }
    };
  }
}
