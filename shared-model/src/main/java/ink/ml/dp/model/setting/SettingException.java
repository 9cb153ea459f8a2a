package ink.ml.dp.model.setting;

/**
 * A setting that is missing or bad. The message is one line that names it and never holds its
 * value.
 */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;

  public SettingException(String name, String rule) {
    super(name + " " + rule);
    this.name = name;
  }

  /** The variable. */
  public String name() {
    return name;
  }
}
