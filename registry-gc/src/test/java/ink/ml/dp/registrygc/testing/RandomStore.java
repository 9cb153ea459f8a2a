package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A store with a bit of everything, a cluster that uses some of it, and settings. The same seed
 * always gives the same.
 */
public final class RandomStore {
  /** When everything in it is looked at. */
  public static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");

  private final boolean plain;
  private final Random random;
  private final StoreWriter writer;
  private final List<String> blobs = new ArrayList<>();
  private final List<ImageUse> uses = new ArrayList<>();
  private final Set<ServiceRef> services = new HashSet<>();
  private final Set<String> namespaces = new HashSet<>();
  private final List<String> pins = new ArrayList<>();
  private int counter;

  public RandomStore(long seed, Path root) {
    this(seed, root, false);
  }

  /**
   * A store for comparison with the registry's own garbage collection.
   *
   * @param plain leaves out what that is known to get wrong (sparse indexes, referrers, damage, and
   *     repositories that never had a tag, of which it removes the manifests and leaves their
   *     links) and what it knows nothing of (other people's repositories, use, pins, times in the
   *     future)
   */
  public RandomStore(long seed, Path root, boolean plain) {
    this.plain = plain;
    random = new Random(seed);
    writer = new StoreWriter(root);
    for (int i = 0; i < 30; i++) {
      blobs.add(writer.blob("shared " + i + " of " + seed, age(40)));
    }
    int repositories = 2 + random.nextInt(7);
    for (int i = 0; i < repositories; i++) {
      repository(name(i));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      writer.blob("orphan " + counter++, age(4));
    }
  }

  public StoreWriter writer() {
    return writer;
  }

  public ClusterState cluster() {
    return new ClusterState("cluster", uses, namespaces, services);
  }

  /** Settings that let everything happen at once, and vary where policy does. */
  public RetentionSettings settings() {
    Random own = new Random(random.nextLong());
    return new RetentionSettings(
        1 + own.nextInt(3),
        own.nextBoolean() ? CountMode.TAGS : CountMode.DIGESTS,
        Duration.ofHours(own.nextInt(3) * 12L),
        own.nextInt(4) == 0 ? Duration.ZERO : Duration.ofMinutes(15),
        Duration.ofDays(14),
        own.nextBoolean() ? Duration.ZERO : Duration.ofDays(7),
        Duration.ofHours(72),
        own.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(60),
        4,
        pins.stream().map(Pin::parse).toList());
  }

  private String name(int i) {
    String service = "dp-t" + i % 3 + "-p/s" + i;
    return switch (random.nextInt(8)) {
      case 0 -> "cache/" + service;
      case 1 -> plain ? service : "library/base" + i;
      case 2 -> service + "/nested";
      default -> service;
    };
  }

  private void repository(String name) {
    String[] parts = name.replace("cache/", "").split("/", 2);
    if (random.nextInt(5) > 0) {
      namespaces.add(parts[0]);
      if (random.nextInt(5) > 0) {
        services.add(new ServiceRef(parts[0], parts[1]));
      }
    }
    boolean copied = random.nextInt(8) == 0;
    List<String> pushed = new ArrayList<>();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      push(name, pushed, copied);
    }
    if (plain) {
      return;
    }
    if (random.nextInt(6) == 0) {
      writer.upload(name, "upload-" + counter++, random.nextBoolean(), age(8));
    }
    if (random.nextInt(4) == 0) {
      writer.layer(name, pick(blobs), age(3));
    }
    if (random.nextInt(10) == 0) {
      writer.damage(name, pick(pushed));
    }
    if (random.nextInt(12) == 0) {
      writer.layer(name, pick(blobs), NOW.minusSeconds(random.nextInt(1200)));
    }
  }

  private void push(String repository, List<String> pushed, boolean copied) {
    Instant at = copied ? NOW.minusSeconds(500_000L + random.nextInt(50)) : age(20);
    String digest =
        switch (random.nextInt(6)) {
          case 0 -> index(repository, at);
          case 1 -> pushed.isEmpty() ? image(repository, Optional.empty(), at) : pick(pushed);
          default -> image(repository, Optional.empty(), at);
        };
    pushed.add(digest);
    if (random.nextInt(7) > 0 || plain && pushed.size() == 1) {
      String tag = random.nextInt(4) == 0 ? "latest" : "t" + counter++;
      Instant tagged = random.nextInt(15) == 0 && !plain ? NOW.plusSeconds(3600) : at;
      writer.tag(repository, tag, digest, tagged);
      if (!plain) {
        use(repository, tag, digest);
      }
    }
    if (!plain && random.nextInt(5) == 0) {
      referrer(repository, digest, at);
    }
  }

  private void referrer(String repository, String subject, Instant at) {
    String referrer = image(repository, Optional.of(subject), at);
    String fallback = subject.replace(':', '-');
    switch (random.nextInt(4)) {
      case 0 ->
          writer.tag(repository, fallback, writer.index(repository, List.of(referrer), at), at);
      case 1 -> writer.tag(repository, fallback + ".sig", referrer, at);
      case 2 -> image(repository, Optional.of(referrer), at);
      default -> {}
    }
  }

  private void use(String repository, String tag, String digest) {
    switch (random.nextInt(9)) {
      case 0 ->
          uses.add(new ImageUse(repository, Optional.of(tag), Optional.empty(), "Pod " + tag));
      case 1 ->
          uses.add(new ImageUse(repository, Optional.empty(), Optional.of(digest), "Pod " + tag));
      case 2 -> pins.add(random.nextBoolean() ? repository + ":" + tag : repository + "@" + digest);
      default -> {}
    }
  }

  private String index(String repository, Instant at) {
    List<String> children = new ArrayList<>();
    children.add(image(repository, Optional.empty(), at));
    children.add(image(repository, Optional.empty(), at));
    if (!plain && random.nextInt(4) == 0) {
      // Sparse: names a manifest that this repository lacks.
      children.add(writer.blob("{\"schemaVersion\":2,\"elsewhere\":" + counter++ + "}", at));
    }
    return writer.index(repository, children, at);
  }

  private String image(String repository, Optional<String> subject, Instant at) {
    String config = writer.blob("{\"config\":" + counter++ + "}", at);
    List<String> layers = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      layers.add(random.nextBoolean() ? pick(blobs) : writer.blob("layer " + counter++, at));
    }
    return writer.image(repository, config, layers.stream().distinct().toList(), subject, at);
  }

  private Instant age(int days) {
    return NOW.minusSeconds(1 + random.nextInt(days * 86_400));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
