package ink.ml.dp.devstack.instance;

/** Told what happens while it happens; lines for people. May be called by several threads. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = line -> {};

  void say(String line);

  /** A small part of something longer is over: on a terminal, the next one is written over it. */
  default void step(String line) {
    say(line);
  }

  /** What is being done at this moment; for terminals only. */
  default void now(String line) {}
}
