package ink.ml.dp.builder.packs;

import ink.ml.dp.model.request.BuildPack;

/** Makes plans. */
public sealed interface Pack permits DockerfilePack, StaticPack, RailpackPack {
  /**
   * Looks at the checkout, runs nothing of it, and says what to build.
   *
   * @throws ink.ml.dp.model.failure.DeployException when the checkout has not what the pack needs
   */
  BuildPlan plan(BuildContext context);

  /**
   * The pack of that name.
   *
   * @param staticBase the image that serves static sites
   */
  static Pack of(BuildPack pack, String staticBase) {
    return switch (pack) {
      case DOCKERFILE -> new DockerfilePack();
      case STATIC -> new StaticPack(staticBase);
      case RAILPACK -> new RailpackPack();
    };
  }
}
