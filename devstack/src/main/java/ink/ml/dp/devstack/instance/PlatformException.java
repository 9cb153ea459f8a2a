package ink.ml.dp.devstack.instance;

import org.jspecify.annotations.Nullable;

/** The local platform cannot do what was asked; says what to do next. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String next;

  /**
   * @param sentence "tried to X but failed because Y"
   * @param next what the person at the keyboard can do
   */
  public PlatformException(String sentence, String next) {
    this(sentence, next, null);
  }

  public PlatformException(String sentence, String next, @Nullable Throwable cause) {
    super(sentence, cause);
    this.next = next;
  }

  public String next() {
    return next;
  }
}
