package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.policy.RepositoryPlan.Condemned;
import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Tag;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Upload;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreDetails;
import ink.ml.dp.registrygc.store.StoreDetails.Pointed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Decides one repository, from its tags down to its layer links. */
final class RepositoryRetention {
  private final Snapshot snapshot;
  private final StoreDetails details;
  private final RetentionSettings settings;
  private final InUse inUse;
  private final Ages ages;
  private RepositorySnapshot repository;
  private final RepositoryKind kind;
  private final Reachability reachable;
  private final List<Decision> decisions = new ArrayList<>();

  RepositoryRetention(TagRules rules, RepositorySnapshot repository) {
    this.snapshot = rules.snapshot();
    this.details = rules.details();
    this.settings = rules.settings();
    this.inUse = rules.inUse();
    this.ages = rules.ages();
    this.repository = repository;
    this.kind = RepositoryKind.of(repository.name());
    this.reachable = new Reachability(snapshot.manifests(), repository);
  }

  /**
   * The plan for the repository.
   *
   * @param life whether its service exists
   */
  RepositoryPlan plan(TagRules rules, Life life) {
    Optional<Rule> wholesale = wholesale(life);
    if (wholesale.isPresent()) {
      return untouched(wholesale.get());
    }
    decisions.addAll(rules.judge(repository, kind, life == Life.GONE_FOR_LONG));
    List<String> lost = lost(life);
    if (!lost.isEmpty()) {
      repository = repository.withAnomalies(lost);
      return untouched(Rule.CONSERVATIVE);
    }
    decisions.stream().filter(Decision::keeps).forEach(d -> reachable.keep(d.tag().digest()));
    keepDigests();
    keepYoung();
    Map<String, Tag> followers = followers();
    follow(followers);
    followers.values().forEach(tag -> decisions.add(new Decision(tag, Rule.SUBJECT_GONE, "")));
    int[] layers = condemnedLayers();
    return new RepositoryPlan(
        repository,
        kind,
        List.copyOf(decisions),
        reachable.kept(),
        reachable.referenced(),
        condemned(),
        IntStream.of(layers).map(i -> repository.layers()[i]).toArray(),
        IntStream.of(layers).mapToLong(i -> repository.layerTimes()[i]).toArray(),
        staleUploads());
  }

  /**
   * What the repository lacks of what is kept. Where a manifest should be and is not, nobody knows
   * which layers it needs.
   */
  private List<String> lost(Life life) {
    List<String> lost = new ArrayList<>();
    for (Decision decision : decisions) {
      if (decision.keeps() && !reachable.exists(decision.tag().digest())) {
        lost.add("the tag " + decision.tag().name() + " points to a manifest that is missing");
      }
    }
    for (Digest digest : inUse.of(repository.name()).digests().keySet()) {
      int id = snapshot.digests().find(digest);
      if (id != DigestTable.ABSENT && !reachable.exists(id) && snapshot.blobs().get(id)) {
        lost.add("the manifest " + digest + " is in use and its link is missing");
      }
    }
    boolean bare = repository.revisions().length == 0 && repository.layers().length > 0;
    if (bare && life == Life.LIVE && kind instanceof RepositoryKind.ServiceImages) {
      lost.add("its service exists, and it has layers without any manifest");
    }
    return lost;
  }

  /** The one rule that keeps the repository as it is, if any does. */
  private Optional<Rule> wholesale(Life life) {
    if (kind instanceof RepositoryKind.Foreign) {
      return Optional.of(Rule.FOREIGN);
    }
    if (!repository.anomalies().isEmpty()) {
      return Optional.of(Rule.CONSERVATIVE);
    }
    if (isBusy()) {
      return Optional.of(Rule.BUSY);
    }
    return isOrderMissed(life) ? Optional.of(Rule.ORDER_UNTRUSTED) : Optional.empty();
  }

  /** Whether some tags would go because others are newer, and nobody knows which are. */
  private boolean isOrderMissed(Life life) {
    List<Tag> ordinary = TagRules.ordinary(repository);
    return kind instanceof RepositoryKind.ServiceImages
        && life != Life.GONE_FOR_LONG
        && ordinary.size() > settings.keep()
        && PushOrder.isUntrusted(ordinary, settings.untrustedWindow());
  }

  private RepositoryPlan untouched(Rule rule) {
    RepositoryPlan all = keepAll(snapshot, repository, rule);
    return all.withStaleUploads(staleUploads());
  }

  /** The plan that keeps the whole repository. */
  static RepositoryPlan keepAll(Snapshot snapshot, RepositorySnapshot repository, Rule rule) {
    Reachability everything = new Reachability(snapshot.manifests(), repository);
    repository.tags().forEach(tag -> everything.keep(tag.digest()));
    IntStream.of(repository.revisions()).forEach(everything::keep);
    return new RepositoryPlan(
        repository,
        RepositoryKind.of(repository.name()),
        TagRules.all(repository, rule),
        everything.kept(),
        everything.referenced(),
        List.of(),
        new int[0],
        new long[0],
        List.of());
  }

  private boolean isBusy() {
    Duration window = settings.busyWindow();
    if (window.isZero()) {
      return false;
    }
    LongStream times =
        Stream.of(
                LongStream.of(repository.revisionTimes()),
                LongStream.of(repository.layerTimes()),
                repository.tags().stream().mapToLong(Tag::pushed),
                repository.uploads().stream().mapToLong(Upload::touched))
            .flatMapToLong(stream -> stream);
    return times.anyMatch(time -> ages.isYounger(time, window));
  }

  private void keepDigests() {
    DigestTable digests = snapshot.digests();
    for (Digest digest : inUse.of(repository.name()).digests().keySet()) {
      keepIfThere(digests.find(digest));
    }
    Predicate<String> pinned =
        digest ->
            settings.pins().stream().anyMatch(p -> p.matchesDigest(repository.name(), digest));
    for (int revision : repository.revisions()) {
      if (!settings.pins().isEmpty() && pinned.test(snapshot.digest(revision).toString())) {
        reachable.keep(revision);
      }
    }
  }

  /**
   * Manifests that a tag has left, or not reached yet, stay for a while: somebody may pull them.
   */
  private void keepYoung() {
    int[] revisions = repository.revisions();
    for (int i = 0; i < revisions.length; i++) {
      if (ages.isYounger(repository.revisionTimes()[i], settings.minAge())) {
        reachable.keep(revisions[i]);
      }
    }
    for (Tag tag : repository.tags()) {
      if (ages.isYounger(tag.pushed(), settings.minAge())) {
        left(tag).map(snapshot.digests()::find).forEach(this::keepIfThere);
      }
    }
  }

  /** What a tag has left within the least age: it left each by the push that came next. */
  private Stream<Digest> left(Tag tag) {
    List<Pointed> history = details.tagHistory(repository.name(), tag.name());
    long[] pushes =
        LongStream.concat(history.stream().mapToLong(Pointed::last), LongStream.of(tag.pushed()))
            .toArray();
    return history.stream()
        .filter(
            past -> {
              LongStream later = LongStream.of(pushes).filter(push -> push > past.last());
              return ages.isYounger(later.min().orElse(Pointed.UNKNOWN_TIME), settings.minAge());
            })
        .map(Pointed::digest);
  }

  private void keepIfThere(int digest) {
    if (digest != DigestTable.ABSENT) {
      reachable.keep(digest);
    }
  }

  /** The tags that only their subjects keep, by name. */
  private Map<String, Tag> followers() {
    Map<String, Tag> followers = new HashMap<>();
    for (Tag tag : repository.tags()) {
      if (FallbackTag.subject(tag.name()).isPresent()) {
        followers.put(tag.name(), tag);
      }
    }
    decisions.forEach(decision -> followers.remove(decision.tag().name()));
    return followers;
  }

  /** Keeps what is about something kept, until nothing more is. */
  private void follow(Map<String, Tag> followers) {
    boolean changed = true;
    while (changed) {
      changed = reachable.followSubjects();
      for (Tag tag : List.copyOf(followers.values())) {
        boolean keeps =
            FallbackTag.subject(tag.name())
                .map(subject -> snapshot.digests().find(subject))
                .filter(id -> id != DigestTable.ABSENT && reachable.keeps(id))
                .isPresent();
        if (keeps) {
          followers.remove(tag.name());
          decisions.add(new Decision(tag, Rule.FOLLOWS_SUBJECT, ""));
          reachable.keep(tag.digest());
          changed = true;
        }
      }
    }
  }

  private List<Condemned> condemned() {
    Map<Integer, Rule> tagged = new HashMap<>();
    decisions.stream()
        .filter(decision -> !decision.keeps())
        .forEach(decision -> tagged.put(decision.tag().digest(), decision.rule()));
    List<Condemned> condemned = new ArrayList<>();
    for (int i = 0; i < repository.revisions().length; i++) {
      int revision = repository.revisions()[i];
      if (!reachable.keeps(revision)) {
        Rule rule = tagged.getOrDefault(revision, untagged(revision));
        condemned.add(new Condemned(revision, repository.revisionTimes()[i], rule));
      }
    }
    return condemned;
  }

  private Rule untagged(int revision) {
    ManifestNode node = snapshot.manifests().get(revision);
    return node != null && node.subject() != ManifestNode.NONE ? Rule.SUBJECT_GONE : Rule.UNTAGGED;
  }

  /** The indexes of the layer links that go. */
  private int[] condemnedLayers() {
    return IntStream.range(0, repository.layers().length)
        .filter(i -> !reachable.needs(repository.layers()[i]))
        .filter(i -> !ages.isYounger(repository.layerTimes()[i], settings.minAge()))
        .toArray();
  }

  private List<Upload> staleUploads() {
    return repository.uploads().stream()
        .filter(upload -> !ages.isYounger(upload.touched(), settings.staleUpload()))
        .toList();
  }
}
