package ink.ml.dp.devstack.process;

/** A program that could not be run, failed or took too long. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String command, String because) {
    super("tried to run `" + command + "` but failed because " + because);
  }
}
