package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.buildkit.BuildRequest;
import java.util.List;

/**
 * A build that can be run.
 *
 * @param notes what was decided on the way, for the build's log
 */
record PlannedBuild(BuildRequest request, ServiceImages images, List<String> notes) {
  PlannedBuild {
    notes = List.copyOf(notes);
  }
}
