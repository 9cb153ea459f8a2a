package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tags and digests the cluster uses, by repository. */
public final class InUse {
  private static final RepositoryUse NOTHING = new RepositoryUse(Map.of(), Map.of());

  private final Map<String, RepositoryUse> repositories = new HashMap<>();

  /**
   * What these uses name.
   *
   * @throws RootsUnavailableException when one of them names a digest that nobody can understand
   */
  public InUse(List<ImageUse> uses) {
    for (ImageUse use : uses) {
      RepositoryUse repository =
          repositories.computeIfAbsent(
              use.repository(), name -> new RepositoryUse(new HashMap<>(), new HashMap<>()));
      use.tag().ifPresent(tag -> repository.tags().putIfAbsent(tag, use.user()));
      use.digest().ifPresent(d -> repository.digests().putIfAbsent(digest(use, d), use.user()));
      if (use.tag().isEmpty() && use.digest().isEmpty()) {
        repository.tags().putIfAbsent("latest", use.user());
      }
    }
  }

  /** What is used of a repository. */
  public RepositoryUse of(String repository) {
    return repositories.getOrDefault(repository, NOTHING);
  }

  /** The repositories of which anything is used. */
  public Set<String> repositories() {
    return repositories.keySet();
  }

  /** How many different images are used of the repositories that are ours to clean. */
  public int count() {
    Set<String> images = new HashSet<>();
    repositories.forEach(
        (name, use) -> {
          if (RepositoryKind.of(name).owner().isPresent()) {
            use.digests().keySet().forEach(digest -> images.add(name + "@" + digest));
            use.tags().keySet().forEach(tag -> images.add(name + ":" + tag));
          }
        });
    return images.size();
  }

  private static Digest digest(ImageUse use, String text) {
    return Digest.parse(text)
        .orElseThrow(
            () ->
                new RootsUnavailableException(
                    "understand what " + use.user() + " uses", text + " is no SHA-256 digest"));
  }

  /**
   * What is used of one repository, with one of its users each.
   *
   * @param tags users by tag
   * @param digests users by digest
   */
  public record RepositoryUse(Map<String, String> tags, Map<Digest, String> digests) {}
}
