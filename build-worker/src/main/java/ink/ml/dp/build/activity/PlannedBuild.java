package ink.ml.dp.build.activity;

import ink.ml.dp.build.buildkit.BuildRequest;
import ink.ml.dp.build.image.ServiceImages;

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
