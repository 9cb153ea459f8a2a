package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Tag;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreDetails;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Judges the tags of a repository. Any reason to keep a tag beats every reason to remove it. */
record TagRules(
    Snapshot snapshot, StoreDetails details, RetentionSettings settings, InUse inUse, Ages ages) {

  /**
   * What becomes of each ordinary tag, and of each fallback tag that stays for a reason of its own;
   * the others follow their subjects.
   */
  List<Decision> judge(RepositorySnapshot repository, RepositoryKind kind, boolean gone) {
    Set<String> newest = newest(ordinary(repository));
    return repository.tags().stream()
        .map(tag -> ownReason(repository.name(), tag).or(() -> judged(tag, kind, gone, newest)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The tags that are no fallback tags. */
  static List<Tag> ordinary(RepositorySnapshot repository) {
    return repository.tags().stream()
        .filter(tag -> FallbackTag.subject(tag.name()).isEmpty())
        .toList();
  }

  /** The decision that one rule makes for all tags. */
  static List<Decision> all(RepositorySnapshot repository, Rule rule) {
    return repository.tags().stream().map(tag -> new Decision(tag, rule, "")).toList();
  }

  private Optional<Decision> ownReason(String repository, Tag tag) {
    Digest digest = snapshot.digest(tag.digest());
    InUse.RepositoryUse use = inUse.of(repository);
    String user = use.tags().getOrDefault(tag.name(), use.digests().get(digest));
    if (user != null) {
      return Optional.of(new Decision(tag, Rule.IN_USE, user));
    }
    for (Pin pin : settings.pins()) {
      if (pin.matchesTag(repository, tag.name())
          || pin.matchesDigest(repository, digest.toString())) {
        return Optional.of(new Decision(tag, Rule.PINNED, pin.pattern()));
      }
    }
    return ages.isYounger(tag.pushed(), settings.minAge())
        ? Optional.of(new Decision(tag, Rule.YOUNG, ""))
        : Optional.empty();
  }

  private Optional<Decision> judged(
      Tag tag, RepositoryKind kind, boolean gone, Set<String> newest) {
    if (FallbackTag.subject(tag.name()).isPresent()) {
      return Optional.empty();
    }
    Rule rule =
        switch (kind) {
          case RepositoryKind.Foreign() -> Rule.FOREIGN;
          case RepositoryKind k when gone -> Rule.SERVICE_GONE;
          case RepositoryKind.BuildCache k ->
              ages.isYounger(tag.pushed(), settings.cacheTtl())
                  ? Rule.CACHE_FRESH
                  : Rule.CACHE_EXPIRED;
          case RepositoryKind.ServiceImages k ->
              newest.contains(tag.name()) ? Rule.NEWEST : Rule.SUPERSEDED;
        };
    return Optional.of(new Decision(tag, rule, ""));
  }

  private Set<String> newest(List<Tag> tags) {
    List<Tag> order = PushOrder.newestFirst(tags, this::created);
    return switch (settings.count()) {
      case TAGS -> order.stream().limit(settings.keep()).map(Tag::name).collect(Collectors.toSet());
      case DIGESTS -> newestImages(order);
    };
  }

  private Set<String> newestImages(List<Tag> order) {
    Set<Integer> images = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Tag tag : order) {
      if (images.contains(tag.digest())
          || images.size() < settings.keep() && images.add(tag.digest())) {
        names.add(tag.name());
      }
    }
    return names;
  }

  private long created(Tag tag) {
    Function<ManifestNode, Long> read =
        node ->
            node.config() == ManifestNode.NONE
                ? Long.MIN_VALUE
                : details.created(snapshot.digest(node.config()));
    return Optional.ofNullable(snapshot.manifests().get(tag.digest()))
        .map(read)
        .orElse(Long.MIN_VALUE);
  }
}
