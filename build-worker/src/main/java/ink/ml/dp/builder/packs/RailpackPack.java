package ink.ml.dp.builder.packs;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;

/** Detects the language. Not available yet, and says so. */
record RailpackPack() implements Pack {
  @Override
  public BuildPlan plan(BuildContext context) {
    throw new Action("find out how to build the repository")
        .failed(
            FailureCode.RAILPACK_UNAVAILABLE,
            "the railpack build pack is not available on this platform yet");
  }
}
