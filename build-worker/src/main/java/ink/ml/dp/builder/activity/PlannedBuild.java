package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.buildkit.BuildRequest;

/**
 * A build that can be run.
 *
 * @param cacheRequest the same for the export of its cache: without the demand to run all steps
 *     anew
 * @param remember what is to be remembered when it succeeded
 */
record PlannedBuild(
    BuildRequest request, BuildRequest cacheRequest, ServiceImages images, Runnable remember) {
  void succeeded() {
    remember.run();
  }
}
