package ink.ml.dp.devstack.instance;

/** Told what happens while it happens; lines for people. May be called by several threads. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = line -> {};

  void say(String line);
}
