package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.ServiceRef;
import ink.ml.dp.registrygc.testing.Model.Content;
import ink.ml.dp.registrygc.testing.Model.Repository;
import ink.ml.dp.registrygc.testing.Model.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What should go, computed from the model by brute force: sets of strings, quadratic loops, none of
 * the code under test. It answers with paths below {@code docker/registry/v2}.
 */
public final class Oracle {
  private final Model model;
  private final ClusterState cluster;
  private final RetentionSettings settings;
  private final Instant now;
  private final Set<String> gone = new TreeSet<>();
  private final Set<String> neededBlobs = new HashSet<>();

  public Oracle(Model model, ClusterState cluster, RetentionSettings settings, Instant now) {
    this.model = model;
    this.cluster = cluster;
    this.settings = settings;
    this.now = now;
  }

  /** The files that the first run should remove, tags and uploads by their directories. */
  public Set<String> gone() {
    model.repositories.forEach(this::repository);
    model.blobs.forEach(
        (digest, blob) -> {
          if (!neededBlobs.contains(digest) && isOld(blob.written(), settings.minAge())) {
            String hex = digest.substring(7);
            gone.add("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
          }
        });
    return gone;
  }

  private void repository(String name, Repository repository) {
    boolean cache = name.startsWith("cache/");
    String path = cache ? name.substring(6) : name;
    boolean ours = path.startsWith("dp-") && path.contains("/");
    repository.uploads.forEach(
        (id, at) -> {
          if (isOld(at, settings.staleUpload())) {
            gone.add("repositories/" + name + "/_uploads/" + id);
          }
        });
    boolean judged =
        ours
            && !repository.damaged
            && !repository.tags.isEmpty()
            && !isBusy(repository)
            && (cache || isDead(path) && settings.goneGrace().isZero() || !isCopied(repository));
    Set<String> manifests;
    Set<String> tags;
    if (!judged) {
      tags = repository.tags.keySet();
      manifests = repository.revisions.keySet();
    } else {
      tags = tags(name, path, cache, repository);
      manifests = manifests(name, repository, tags);
    }
    Set<String> needed = new HashSet<>(manifests);
    manifests.forEach(m -> needed.addAll(references(m)));
    tags.forEach(t -> needed.add(repository.tag(t).digest()));
    repository.tags.keySet().stream()
        .filter(t -> !tags.contains(t))
        .forEach(t -> gone.add("repositories/" + name + "/_manifests/tags/" + t));
    repository.revisions.keySet().stream()
        .filter(m -> !manifests.contains(m))
        .forEach(
            m ->
                gone.add(
                    "repositories/"
                        + name
                        + "/_manifests/revisions/sha256/"
                        + m.substring(7)
                        + "/link"));
    boolean whole = manifests.equals(repository.revisions.keySet()) && !judged;
    repository.layers.forEach(
        (layer, at) -> {
          if (whole || needed.contains(layer) || !isOld(at, settings.minAge())) {
            neededBlobs.add(layer);
          } else {
            gone.add("repositories/" + name + "/_layers/sha256/" + layer.substring(7) + "/link");
          }
        });
    neededBlobs.addAll(needed);
  }

  private Set<String> tags(String name, String path, boolean cache, Repository repository) {
    List<String> ordinary =
        new ArrayList<>(repository.tags.keySet().stream().filter(t -> !isFallback(t)).toList());
    ordinary.sort(
        Comparator.comparing((String t) -> repository.tag(t).pushed())
            .thenComparing(t -> t)
            .reversed());
    List<String> images =
        ordinary.stream().map(t -> repository.tag(t).digest()).distinct().toList();
    Set<String> newest = new HashSet<>();
    for (String tag : ordinary) {
      int place =
          settings.count() == CountMode.TAGS
              ? ordinary.indexOf(tag)
              : images.indexOf(repository.tag(tag).digest());
      if (place < settings.keep()) {
        newest.add(tag);
      }
    }
    boolean dead = isDead(path) && settings.goneGrace().isZero();
    Set<String> kept = new HashSet<>();
    repository.tags.forEach(
        (tag, facts) -> {
          boolean byAge =
              cache ? !isOld(facts.pushed(), settings.cacheTtl()) : newest.contains(tag);
          if (isUsed(name, tag, facts.digest())
              || !isOld(facts.pushed(), settings.minAge())
              || !isFallback(tag) && !dead && byAge) {
            kept.add(tag);
          }
        });
    // Fallback tags whose subject is kept, which may keep more subjects, and so on.
    for (boolean more = true; more; ) {
      Set<String> reached = manifests(name, repository, kept);
      more = false;
      for (String tag : repository.tags.keySet()) {
        if (isFallback(tag)
            && reached.contains("sha256:" + tag.substring(7, 71))
            && kept.add(tag)) {
          more = true;
        }
      }
    }
    return kept;
  }

  private Set<String> manifests(String name, Repository repository, Set<String> tags) {
    Set<String> kept = new HashSet<>();
    tags.forEach(t -> kept.add(repository.tag(t).digest()));
    for (Map.Entry<String, Instant> revision : repository.revisions.entrySet()) {
      if (!isOld(revision.getValue(), settings.minAge()) || isUsed(name, "", revision.getKey())) {
        kept.add(revision.getKey());
      }
    }
    for (Tag tag : repository.tags.values()) {
      tag.history().keySet().stream().filter(past -> wasLeftLately(tag, past)).forEach(kept::add);
    }
    kept.retainAll(repository.revisions.keySet());
    for (boolean more = true; more; ) {
      more = false;
      for (String revision : repository.revisions.keySet()) {
        boolean child = kept.stream().anyMatch(k -> references(k).contains(revision));
        String subject = subject(revision);
        if ((child || !subject.isEmpty() && kept.contains(subject)) && kept.add(revision)) {
          more = true;
        }
      }
    }
    return kept;
  }

  private boolean wasLeftLately(Tag tag, String past) {
    Instant last = tag.history().get(past);
    Set<Instant> pushes = new TreeSet<>(tag.history().values());
    pushes.add(tag.pushed());
    for (Instant push : pushes) {
      if (push.isAfter(last)) {
        return !isOld(push, settings.minAge());
      }
    }
    return false;
  }

  private boolean isUsed(String repository, String tag, String digest) {
    for (ImageUse use : cluster.uses()) {
      if (use.repository().equals(repository)
          && (use.tag().filter(tag::equals).isPresent()
              || use.digest().filter(digest::equals).isPresent())) {
        return true;
      }
    }
    return settings.pins().stream()
        .map(Pin::pattern)
        .anyMatch(p -> p.equals(repository + ":" + tag) || p.equals(repository + "@" + digest));
  }

  private boolean isDead(String path) {
    String namespace = path.substring(0, path.indexOf('/'));
    String service = path.substring(path.indexOf('/') + 1);
    return !cluster.namespaces().contains(namespace)
        || !service.contains("/")
            && !cluster.services().contains(new ServiceRef(namespace, service));
  }

  private boolean isBusy(Repository repository) {
    Set<Instant> times = new HashSet<>(repository.revisions.values());
    times.addAll(repository.layers.values());
    times.addAll(repository.uploads.values());
    repository.tags.values().forEach(tag -> times.add(tag.pushed()));
    return !settings.busyWindow().isZero()
        && times.stream().anyMatch(time -> !isOld(time, settings.busyWindow()));
  }

  private boolean isCopied(Repository repository) {
    List<Instant> pushes =
        repository.tags.entrySet().stream()
            .filter(tag -> !isFallback(tag.getKey()))
            .map(tag -> tag.getValue().pushed())
            .toList();
    int tags = pushes.size();
    if (settings.untrustedWindow().isZero() || tags < 2 || tags <= settings.keep()) {
      return false;
    }
    for (Instant first : pushes) {
      long within =
          pushes.stream()
              .filter(t -> !t.isBefore(first))
              .filter(t -> !t.isAfter(first.plus(settings.untrustedWindow())))
              .count();
      if (within * 10 >= tags * 9L) {
        return true;
      }
    }
    return false;
  }

  private boolean isOld(Instant time, Duration age) {
    return !time.isAfter(now.minus(age));
  }

  /** Nobody knows what an unreadable manifest refers to; what it needs to be pulled is linked. */
  private Set<String> references(String manifest) {
    if (model.unreadable.contains(manifest)) {
      return Set.of();
    }
    Content content = model.manifests.get(manifest);
    return content == null ? Set.of() : Set.copyOf(content.references());
  }

  private String subject(String manifest) {
    Content content = model.manifests.get(manifest);
    return content == null || content.subject() == null ? "" : content.subject();
  }

  private static boolean isFallback(String tag) {
    return tag.matches("sha256-[0-9a-f]{64}(\\.sig|\\.att|\\.sbom)?");
  }
}
