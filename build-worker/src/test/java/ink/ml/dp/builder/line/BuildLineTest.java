package ink.ml.dp.builder.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BuildLineTest {
  private static final Tenant BUSY = new Tenant("busy");
  private static final Tenant CALM = new Tenant("calm");
  private static final CheckoutId CHECKOUT = new CheckoutId("checkout-1");

  private final AtomicLong now = new AtomicLong();
  private final BuildLine line = line(3);

  @Test
  void oneTenantNeverHasTheLastSlot() throws InterruptedException {
    List<Place> many = join(line, BUSY, 10);

    assertThat(admitted(many)).isEqualTo(2);
    assertThat(line.join(CALM, false).await(Duration.ZERO)).isTrue();
  }

  @Test
  void aBuilderWithOneSlotKeepsNone() throws InterruptedException {
    assertThat(line(1).join(BUSY, false).await(Duration.ZERO)).isTrue();
  }

  @Test
  void nextIsATenantWithFewerRunning() throws InterruptedException {
    List<Place> many = join(line, BUSY, 4);
    Place first = line.join(CALM, false);
    Place second = line.join(new Tenant("third"), false);
    assertThat(first.await(Duration.ZERO)).isTrue();
    assertThat(second.number()).isEqualTo(1);
    assertThat(many.get(2).number()).isEqualTo(2);

    many.getFirst().close();

    assertThat(second.await(Duration.ZERO)).isTrue();
    assertThat(many.get(2).number()).isEqualTo(1);
  }

  @Test
  void oneTenantsBuildsComeInTheirOrder() throws InterruptedException {
    List<Place> many = join(line, BUSY, 5);
    assertThat(many).extracting(Place::number).containsExactly(0, 0, 1, 2, 3);

    many.get(1).close();
    many.get(3).close();

    assertThat(many.get(2).await(Duration.ZERO)).isTrue();
    assertThat(many.get(4).number()).isEqualTo(1);
  }

  @Test
  void aSlotIsLentFromTheCloneToItsBuild() throws InterruptedException {
    List<Place> many = join(line, BUSY, 3);
    Place clone = many.getFirst();
    clone.keepFor(CHECKOUT);
    clone.close();
    assertThat(many.get(2).await(Duration.ZERO)).isFalse();

    Place build = line.resume(CHECKOUT).orElseThrow();
    assertThat(line.resume(CHECKOUT)).isEmpty();
    build.close();

    assertThat(many.get(2).await(Duration.ZERO)).isTrue();
  }

  @Test
  void aSlotWhoseBuildDoesNotComeIsGivenToOthers() throws InterruptedException {
    List<Place> many = join(line, BUSY, 3);
    many.getFirst().keepFor(CHECKOUT);

    now.addAndGet(Duration.ofSeconds(61).toNanos());

    assertThat(many.get(2).await(Duration.ZERO)).isTrue();
    assertThat(line.resume(CHECKOUT)).isEmpty();
  }

  @Test
  void whatIsCleanedUpGivesItsSlotBack() throws InterruptedException {
    List<Place> many = join(line, BUSY, 3);
    many.getFirst().keepFor(CHECKOUT);

    line.drop(CHECKOUT);

    assertThat(many.get(2).await(Duration.ZERO)).isTrue();
  }

  @Test
  void buildsThatWereBegunComeBeforeClones() throws InterruptedException {
    List<Place> many = join(line, BUSY, 3);
    Place begun = line.join(BUSY, true);
    assertThat(begun.number()).isEqualTo(1);

    many.getFirst().close();

    assertThat(begun.await(Duration.ZERO)).isTrue();
    assertThat(many.get(2).number()).isEqualTo(1);
  }

  @Test
  void closingSendsAwayWhoWaits() throws InterruptedException {
    List<Place> many = join(line, BUSY, 3);
    line.close();

    assertThat(many.getFirst().await(Duration.ZERO)).isTrue();
    assertThatThrownBy(() -> many.get(2).await(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            DeployException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.WORKER_STOPPED));
    assertThatThrownBy(() -> line.join(CALM, false)).isInstanceOf(DeployException.class);
  }

  private BuildLine line(int slots) {
    return new BuildLine(slots, Duration.ofMinutes(1), now::get);
  }

  private static List<Place> join(BuildLine line, Tenant tenant, int count) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(line.join(tenant, false));
    }
    return places;
  }

  private static int admitted(List<Place> places) throws InterruptedException {
    int admitted = 0;
    for (Place place : places) {
      admitted += place.await(Duration.ZERO) ? 1 : 0;
    }
    return admitted;
  }
}
