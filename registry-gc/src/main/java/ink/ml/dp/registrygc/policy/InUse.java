package ink.ml.dp.registrygc.policy;

import ink.ml.dp.model.failure.Action;
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
  private static final RepositoryUse NOTHING = new RepositoryUse(Map.of(), Map.of(), Set.of());

  private final Map<String, RepositoryUse> repositories = new HashMap<>();

  /**
   * What these uses name.
   *
   * @throws RootsUnavailableException when one of them names a digest that nobody can understand
   */
  public InUse(List<ImageUse> uses) {
    for (ImageUse use : uses) {
      boolean ours = RepositoryKind.of(use.repository()).owner().isPresent();
      if (!ours && use.digest().filter(text -> Digest.parse(text).isEmpty()).isPresent()) {
        continue; // of another registry, in which there are other digests
      }
      RepositoryUse repository =
          repositories.computeIfAbsent(
              use.repository(),
              name -> new RepositoryUse(new HashMap<>(), new HashMap<>(), new HashSet<>()));
      String reference = add(use, repository);
      if (use.certain()) {
        repository.certain().add(reference);
      }
    }
  }

  /** A digest says which image it is; a tag beside it is what it was called once. */
  private static String add(ImageUse use, RepositoryUse repository) {
    if (use.digest().isPresent()) {
      Digest digest = digest(use, use.digest().get());
      repository.digests().putIfAbsent(digest, use.user());
      return digest.toString();
    }
    String tag = use.tag().orElse("latest");
    repository.tags().putIfAbsent(tag, use.user());
    return tag;
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
                    new Action("understand what " + use.user() + " uses"),
                    text + " is no SHA-256 digest"));
  }

  /**
   * What is used of one repository, with one of its users each.
   *
   * @param tags users by tag
   * @param digests users by digest
   * @param certain the tags and digests, as text, of which nobody can doubt that they are this
   *     registry's
   */
  public record RepositoryUse(
      Map<String, String> tags, Map<Digest, String> digests, Set<String> certain) {}
}
