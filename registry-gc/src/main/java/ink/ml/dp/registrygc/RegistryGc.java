package ink.ml.dp.registrygc;

import ink.ml.dp.registrygc.app.Entry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Starts the garbage collector. */
public final class RegistryGc {
  private RegistryGc() {}

  /** Ends the process with the command's exit code. */
  public static void main(String[] arguments) {
    System.exit(Entry.execute(new FileOutputStream(FileDescriptor.out), arguments));
  }
}
