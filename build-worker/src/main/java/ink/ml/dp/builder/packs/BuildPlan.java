package ink.ml.dp.builder.packs;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.SourceRule;
import java.util.List;
import java.util.Map;

/**
 * What BuildKit is to do, without where the result goes.
 *
 * @param sources images that the platform itself builds upon, beyond what tenants may read
 * @param readsSecrets whether a step can see the build-time variables; their values are no part of
 *     BuildKit's cache keys
 * @param takesArguments whether public variables are build arguments, too
 * @param notes what the pack decided by itself, for the build's log
 */
public record BuildPlan(
    Frontend frontend,
    Map<String, LocalSource> locals,
    List<SourceRule> sources,
    boolean readsSecrets,
    boolean takesArguments,
    List<String> notes) {
  public BuildPlan {
    locals = Map.copyOf(locals);
    sources = List.copyOf(sources);
    notes = List.copyOf(notes);
  }
}
