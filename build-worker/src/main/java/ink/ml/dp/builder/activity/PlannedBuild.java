package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.buildkit.BuildRequest;
import java.util.List;

/**
 * A build that can be run.
 *
 * @param cacheRequest the same for the export of its cache: without the demand to run all steps
 *     anew
 * @param notes what was decided on the way, for the build's log
 * @param remember what is to be remembered when it succeeded
 */
record PlannedBuild(
    BuildRequest request,
    BuildRequest cacheRequest,
    ServiceImages images,
    List<String> notes,
    Runnable remember) {
  void succeeded() {
    remember.run();
  }
}
