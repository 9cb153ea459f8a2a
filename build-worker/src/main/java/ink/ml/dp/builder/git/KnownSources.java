package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.name.Tenant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files of commits that were asked for lately: which they are never changes. Each tenant's are
 * its own, so that nobody learns of another's repository. Safe for use by many threads.
 */
public final class KnownSources {
  private static final int MOST = 10_000;

  private record Key(Tenant tenant, CommitSha commit, RelativePath root) {}

  private final Map<Key, SourceId> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SourceId> eldest) {
          return size() > MOST;
        }
      };

  /** What is known, or else what is found out now, which is remembered. */
  public Optional<SourceId> get(
      Tenant tenant, CommitSha commit, RelativePath root, Supplier<Optional<SourceId>> ask) {
    Key key = new Key(tenant, commit, root);
    synchronized (known) {
      SourceId found = known.get(key);
      if (found != null) {
        return Optional.of(found);
      }
    }
    Optional<SourceId> found = ask.get();
    synchronized (known) {
      found.ifPresent(source -> known.put(key, source));
    }
    return found;
  }
}
