package ink.ml.dp.registrygc.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a test wrote into a store, so that an oracle need not read it back. */
public final class Model {
  final Map<String, Repository> repositories = new TreeMap<>();
  final Map<String, Blob> blobs = new TreeMap<>();
  final Map<String, Content> manifests = new TreeMap<>();
  final Set<String> unreadable = new HashSet<>();

  Repository repository(String name) {
    return repositories.computeIfAbsent(name, key -> new Repository());
  }

  /** The names of the repositories. */
  public Set<String> names() {
    return repositories.keySet();
  }

  static final class Repository {
    final Map<String, Tag> tags = new TreeMap<>();
    final Map<String, Instant> revisions = new TreeMap<>();
    final Map<String, Instant> layers = new TreeMap<>();
    final Map<String, Instant> uploads = new TreeMap<>();
    boolean damaged;

    Tag tag(String name) {
      return Objects.requireNonNull(tags.get(name));
    }
  }

  record Tag(String digest, Instant pushed, Map<String, Instant> history) {
    Tag {
      history = new HashMap<>(history);
    }
  }

  record Blob(long size, Instant written) {}

  record Content(List<String> references, @Nullable String subject) {
    Content {
      references = new ArrayList<>(references);
    }
  }
}
