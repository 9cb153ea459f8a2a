package ink.ml.dp.registrygc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.ServiceRef;
import ink.ml.dp.registrygc.store.DiskDetails;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreScanner;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy's edges, each on a store made for it. */
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");
  private static final String WEB = "dp-a-b/web";

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private StoreWriter store;
  private final List<ImageUse> uses = new ArrayList<>();
  private final List<Pin> pins = new ArrayList<>();
  private int keep = 2;
  private CountMode count = CountMode.TAGS;
  private History history = History.NONE;
  private Set<ServiceRef> services = Set.of(new ServiceRef("dp-a-b", "web"));

  @BeforeEach
  void anEmptyStore() {
    store = new StoreWriter(root);
  }

  @Test
  void theNewestByPushStayAndWhatRuns() {
    tagged("t1", 10);
    tagged("t2", 9);
    String live = tagged("t3", 8);
    tagged("t4", 7);
    tagged("t5", 6);
    uses.add(new ImageUse(WEB, Optional.empty(), Optional.of(live), "Deployment web"));
    assertThat(rules())
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(
                    "t1", Rule.SUPERSEDED,
                    "t2", Rule.SUPERSEDED,
                    "t3", Rule.IN_USE,
                    "t4", Rule.NEWEST,
                    "t5", Rule.NEWEST)));
  }

  @Test
  void aPushOfTheSameContentMakesATagNewest() {
    String first = tagged("t1", 10);
    tagged("t2", 9);
    tagged("t3", 8);
    store.tag(WEB, "t1", first, NOW.minus(Duration.ofDays(2)));
    assertThat(rules()).containsEntry("t1", Rule.NEWEST).containsEntry("t2", Rule.SUPERSEDED);
  }

  @Test
  void twoTagsOnOneImageTakeTwoPlacesOrOne() {
    String image = tagged("t1", 10);
    tagged("t0", 12);
    store.tag(WEB, "t2", image, NOW.minus(Duration.ofDays(8)));
    assertThat(rules()).containsEntry("t0", Rule.SUPERSEDED);
    count = CountMode.DIGESTS;
    assertThat(rules()).containsEntry("t0", Rule.NEWEST).containsEntry("t1", Rule.NEWEST);
    keep = 1;
    count = CountMode.TAGS;
    assertThat(rules()).containsEntry("t1", Rule.SUPERSEDED).containsEntry("t2", Rule.NEWEST);
    assertThat(condemned()).as("the other tag still needs it").doesNotContain(image);
  }

  @Test
  void tagsOfOneNanosecondGoByTheirImagesThenTheirNames() {
    Instant at = NOW.minus(Duration.ofDays(9));
    keep = 1;
    tagged("z", created("2026-01-01T00:00:00Z", at), at);
    tagged("a", created("2026-02-01T00:00:00Z", at), at);
    assertThat(rules(Duration.ZERO)).containsEntry("a", Rule.NEWEST);
  }

  @Test
  void aRestoredBackupIsLeftAlone() {
    for (int i = 0; i < 10; i++) {
      String image = image(NOW.minus(Duration.ofDays(30)));
      store.tag(WEB, "t" + i, image, NOW.minus(Duration.ofDays(9)).plusSeconds(i));
    }
    assertThat(rules().values()).containsOnly(Rule.ORDER_UNTRUSTED);
    assertThat(plan(Duration.ofSeconds(60)).alerts()).hasSize(1);
    tagged("n1", 3);
    tagged("n2", 2);
    assertThat(rules()).containsEntry("n2", Rule.NEWEST).containsEntry("t9", Rule.SUPERSEDED);
  }

  @Test
  void timesInTheFutureAreYoung() {
    keep = 1;
    tagged("now", 5);
    store.tag(WEB, "future", image(NOW.plusSeconds(9999)), NOW.plusSeconds(9999));
    store.tag(WEB, "other", image(NOW.plusSeconds(9990)), NOW.plusSeconds(9990));
    assertThat(rules()).containsEntry("other", Rule.BUSY);
  }

  @Test
  void pinsAndTheYoungStay() {
    keep = 1;
    pins.add(Pin.parse("dp-*/web:v*"));
    tagged("v1", 10);
    tagged("x1", 9);
    store.tag(WEB, "y1", image(NOW.minusSeconds(7200)), NOW.minusSeconds(7200));
    store.tag(WEB, "y2", image(NOW.minusSeconds(3600)), NOW.minusSeconds(3600));
    assertThat(rules())
        .containsEntry("v1", Rule.PINNED)
        .containsEntry("x1", Rule.SUPERSEDED)
        .containsEntry("y1", Rule.YOUNG);
  }

  @Test
  void aManifestThatATagHasJustLeftStaysForADay() {
    Instant old = NOW.minus(Duration.ofDays(5));
    String left = image(old);
    store.tag(WEB, "latest", left, old);
    store.tag(WEB, "latest", image(old), NOW.minus(Duration.ofHours(20)));
    String untagged = image(old);
    assertThat(condemned()).contains(untagged).doesNotContain(left);
    store.tag(WEB, "latest", image(old), NOW.minus(Duration.ofHours(30)));
    assertThat(condemned()).contains(untagged, left);
  }

  @Test
  void ofATagThatIsPushedEveryDayOnlyWhatItLeftLatelyStays() {
    List<String> images = new ArrayList<>();
    for (int day = 9; day >= 0; day--) {
      Instant at = NOW.minus(Duration.ofDays(day)).minus(Duration.ofHours(2));
      images.add(tagged("latest", image(at), at));
    }
    assertThat(condemned()).containsExactlyInAnyOrderElementsOf(images.subList(0, 8));
  }

  @Test
  void signaturesFollowTheirSubjects() {
    keep = 1;
    String gone = tagged("t1", 10);
    String kept = tagged("t2", 9);
    Instant at = NOW.minus(Duration.ofDays(9));
    store.tag(WEB, gone.replace(':', '-') + ".sig", image(at), at);
    store.tag(WEB, kept.replace(':', '-') + ".att", image(at), at);
    String referrer = store.image(WEB, config("r"), List.of(), Optional.of(kept), at);
    String ofReferrer = store.image(WEB, config("s"), List.of(), Optional.of(referrer), at);
    String orphan = store.image(WEB, config("o"), List.of(), Optional.of(gone), at);
    assertThat(rules())
        .containsEntry(gone.replace(':', '-') + ".sig", Rule.SUBJECT_GONE)
        .containsEntry(kept.replace(':', '-') + ".att", Rule.FOLLOWS_SUBJECT);
    assertThat(condemned()).contains(orphan).doesNotContain(referrer, ofReferrer);
  }

  @Test
  void aSparseIndexInOneRepositoryDoesNotHideWhatAnotherNeeds() {
    Instant at = NOW.minus(Duration.ofDays(9));
    String layer = store.blob("precious", at);
    String child = store.image("dp-a-b/zoo", config("c"), List.of(layer), Optional.empty(), at);
    String index = store.index("dp-a-b/zoo", List.of(child), at);
    store.tag("dp-a-b/zoo", "t", index, at);
    store.revision("dp-a-b/ape", index, at);
    store.tag("dp-a-b/ape", "t", index, at);
    services = Set.of(new ServiceRef("dp-a-b", "zoo"), new ServiceRef("dp-a-b", "ape"));
    Plan plan = plan(Duration.ZERO);
    assertThat(plan.orphans().isEmpty()).isTrue();
    assertThat(plan.repositories()).allMatch(r -> r.condemned().isEmpty());
  }

  @Test
  void whatDoesNotParseKeepsItsRepository() {
    tagged("t1", 10);
    tagged("t2", 9);
    store.damage(WEB, tagged("t3", 8));
    assertThat(rules().values()).containsOnly(Rule.CONSERVATIVE);
    assertThat(plan(Duration.ZERO).conservative()).isEqualTo(1);
  }

  @Test
  void aServiceThatIsGoneKeepsItsImagesForAWeek() {
    tagged("t1", 10);
    services = Set.of();
    Plan first = plan(Duration.ZERO);
    assertThat(first.goneSince()).containsEntry(WEB, NOW);
    assertThat(rules()).containsEntry("t1", Rule.NEWEST);
    history = new History(0, Map.of(WEB, NOW.minus(Duration.ofDays(7))));
    assertThat(rules()).containsEntry("t1", Rule.SERVICE_GONE);
    services = Set.of(new ServiceRef("dp-a-b", "web"));
    assertThat(plan(Duration.ZERO).goneSince()).isEmpty();
  }

  @Test
  void ofAGoneServiceTheOrderDoesNotMatter() {
    Instant restored = NOW.minus(Duration.ofDays(10));
    for (int i = 0; i < 5; i++) {
      tagged("t" + i, image(restored), restored.plusSeconds(i));
    }
    assertThat(rules().values()).containsOnly(Rule.ORDER_UNTRUSTED);
    services = Set.of();
    history = new History(0, Map.of(WEB, NOW.minus(Duration.ofDays(7))));
    assertThat(rules().values()).containsOnly(Rule.SERVICE_GONE);
  }

  @Test
  void otherPeoplesRepositoriesAreNotOurs() {
    for (String name :
        List.of(
            "library/debian",
            "dp-system/gc-canary",
            "dp-system/registry-gc",
            "web",
            "x/dp-a-b/web")) {
      assertThat(RepositoryKind.of(name)).isInstanceOf(RepositoryKind.Foreign.class);
    }
    assertThat(RepositoryKind.of("cache/dp-a-b/web"))
        .isEqualTo(new RepositoryKind.BuildCache(new ServiceRef("dp-a-b", "web")));
  }

  private String tagged(String tag, int daysAgo) {
    Instant at = NOW.minus(Duration.ofDays(daysAgo));
    return tagged(tag, image(at), at);
  }

  private String tagged(String tag, String image, Instant at) {
    store.tag(WEB, tag, image, at);
    return image;
  }

  private String image(Instant at) {
    return store.image(WEB, config("image " + System.nanoTime()), List.of(), Optional.empty(), at);
  }

  private String created(String time, Instant at) {
    String config = store.blob("{\"architecture\":\"x\",\"created\":\"" + time + "\"}", at);
    return store.image(WEB, config, List.of(), Optional.empty(), at);
  }

  private String config(String content) {
    return store.blob("{\"config\":\"" + content + "\"}", NOW.minus(Duration.ofDays(20)));
  }

  private Map<String, Rule> rules() {
    return rules(Duration.ofSeconds(60));
  }

  private Map<String, Rule> rules(Duration untrusted) {
    Map<String, Rule> rules = new TreeMap<>();
    for (RepositoryPlan plan : plan(untrusted).repositories()) {
      plan.tags().forEach(decision -> rules.put(decision.tag().name(), decision.rule()));
    }
    return rules;
  }

  private List<String> condemned() {
    try (Workers workers = new Workers(2)) {
      Snapshot snapshot = new StoreScanner(store.layout(), workers).scan();
      return plan(snapshot, Duration.ZERO).repositories().stream()
          .flatMap(plan -> plan.condemned().stream())
          .map(condemned -> snapshot.digest(condemned.digest()).toString())
          .toList();
    }
  }

  private Plan plan(Duration untrusted) {
    try (Workers workers = new Workers(2)) {
      return plan(new StoreScanner(store.layout(), workers).scan(), untrusted);
    }
  }

  private Plan plan(Snapshot snapshot, Duration untrusted) {
    RetentionSettings settings =
        new RetentionSettings(
            keep,
            count,
            Duration.ofHours(24),
            Duration.ofMinutes(15),
            Duration.ofDays(14),
            Duration.ofDays(7),
            Duration.ofHours(72),
            untrusted,
            4,
            pins);
    ClusterState cluster = new ClusterState("c", uses, Set.of("dp-a-b"), services);
    return new Retention(settings, new DiskDetails(store.layout()))
        .plan(snapshot, cluster, history, NOW);
  }
}
