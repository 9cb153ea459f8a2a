package ink.ml.dp.buildkit.filesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WalkLaneTest {
  private final ExecutorService pool = WalkLane.pool(4);

  @Test
  void doesNotLetOneBuildTakeEveryThread() throws Exception {
    CountDownLatch bombs = new CountDownLatch(1);
    WalkLane attacker = new WalkLane(pool);
    for (int i = 0; i < 20; i++) {
      attacker.run(() -> await(bombs));
    }
    CountDownLatch done = new CountDownLatch(1);
    new WalkLane(pool).run(done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).as("a neighbour's walk has a thread").isTrue();
    bombs.countDown();
  }

  @Test
  void theSameWalksTakeEveryThreadWhenTheyAreNotKeptToALane() throws Exception {
    CountDownLatch bombs = new CountDownLatch(1);
    for (int i = 0; i < 20; i++) {
      pool.execute(() -> await(bombs));
    }
    CountDownLatch done = new CountDownLatch(1);
    new WalkLane(pool).run(done::countDown);
    assertThat(done.await(300, TimeUnit.MILLISECONDS)).isFalse();
    bombs.countDown();
  }

  @Test
  void runsEveryWalkAlsoAfterOneThatFails() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(10);
    WalkLane lane = new WalkLane(pool);
    for (int i = 0; i < 10; i++) {
      lane.run(
          () -> {
            ran.incrementAndGet();
            done.countDown();
            if (ran.get() == 1) {
              throw new IllegalStateException("as a walk may");
            }
          });
    }
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(10);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
