package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.server.Part;
import java.util.List;

/**
 * Something that is started on its own.
 *
 * @param needs names of the steps before it; those of parts that are not asked for are not waited
 *     for
 * @param work done once they are; everything that it reads of them is certain by then
 */
public record StartStep(String name, Part part, List<String> needs, Runnable work) {
  public StartStep {
    needs = List.copyOf(needs);
  }
}
