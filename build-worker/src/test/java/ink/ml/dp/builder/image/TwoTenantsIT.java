package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.builder.image.Attack.Attempt;
import ink.ml.dp.builder.image.Attack.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one tenant tries against another, and against the platform. Each attack is run twice: with
 * its defence taken away, where it must succeed, and with it, where it must not, and for the reason
 * that is given. All of them run beside each other, because most of them wait.
 */
class TwoTenantsIT {
  private static final int AT_ONCE = 8;

  private static final Map<Attack, Both> RUNNING = new LinkedHashMap<>();
  private static ExecutorService threads;
  private static TokenRegistry registry;
  private static TwoDaemons daemons;
  private static OutsideSite outside;
  private static OutsideSite inside;
  private static NetworkAttacks network;
  private static ImageAttacks images;

  @BeforeAll
  static void begin(@TempDir Path keys) throws IOException {
    registry = new TokenRegistry(TwoDaemons.registryImage(), keys);
    daemons = new TwoDaemons();
    Tenants tenants = new Tenants(registry);
    outside = new OutsideSite(daemons.gateway());
    inside = new OutsideSite(daemons.gateway());
    threads = Executors.newFixedThreadPool(AT_ONCE);
    RUNNING.clear();
    // What takes longest comes first.
    run(new StepAttacks(daemons, tenants).all());
    network = new NetworkAttacks(daemons, tenants, outside, inside);
    run(network.all());
    run(new CacheAttacks(daemons, tenants).all());
    images = new ImageAttacks(daemons, tenants);
    run(images.all());
  }

  private static void run(List<Attack> attacks) {
    for (Attack attack : attacks) {
      RUNNING.put(attack, new Both(start(attack.off()), start(attack.on())));
    }
  }

  @AfterAll
  static void close() {
    threads.shutdownNow();
    outside.close();
    inside.close();
    daemons.close();
    registry.close();
  }

  static Stream<Attack> attacks() {
    return RUNNING.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void succeedsOnlyWithoutItsDefence(Attack attack) {
    Both both = Objects.requireNonNull(RUNNING.get(attack));
    assertThat(both.off().join()).isEqualTo(new Outcome(true, ""));
    Outcome on = both.on().join();
    assertThat(on.succeeded()).as("it succeeds").isFalse();
    assertThat(on.why()).containsPattern(attack.defence());
  }

  @Test
  void leavesTheOutsideWithinReach() {
    assertThat(network.addsFromOutside()).isEqualTo(new Outcome(true, ""));
  }

  @Test
  void saysWhichNamesAreNotForTenants() {
    assertThat(images.byNameWithRules().why()).contains("denied by policy");
  }

  private static CompletableFuture<Outcome> start(Attempt attempt) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return attempt.run();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  /** Both attempts. */
  private record Both(CompletableFuture<Outcome> off, CompletableFuture<Outcome> on) {}
}
