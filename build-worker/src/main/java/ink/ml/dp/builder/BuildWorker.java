package ink.ml.dp.builder;

import ink.ml.dp.runtime.config.WorkerMain;

/** Clones repositories and builds images beside BuildKit. */
public final class BuildWorker {
  private BuildWorker() {}

  public static void main(String[] arguments) {
    WorkerMain.run(BuildWorker.class, arguments);
  }
}
