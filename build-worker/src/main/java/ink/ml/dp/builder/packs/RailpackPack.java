package ink.ml.dp.builder.packs;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;

/** Detects the language. Not available yet, and says so. */
record RailpackPack() implements Pack {
  @Override
  public BuildPlan plan(BuildContext context) {
    throw new DeployException(
        FailureCode.RAILPACK_UNAVAILABLE,
        "find out how to build the repository",
        "the railpack build pack is not available on this platform yet");
  }
}
