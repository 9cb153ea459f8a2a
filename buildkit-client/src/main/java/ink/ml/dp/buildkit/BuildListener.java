package ink.ml.dp.buildkit;

/**
 * Told what happens in a build, in order and from one thread at a time. Slow listeners slow the
 * build's progress stream, not the build. It must not throw.
 */
@FunctionalInterface
public interface BuildListener {
  void on(BuildEvent event);

  static BuildListener ignore() {
    return event -> {};
  }
}
