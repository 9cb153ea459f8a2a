package ink.ml.dp.devstack;

import ink.ml.dp.devstack.cli.DevCommand;

/** The devstack's command line; {@code ./dev} starts it. */
public final class Devstack {
  private Devstack() {}

  public static void main(String[] arguments) {
    System.exit(DevCommand.run(arguments));
  }
}
