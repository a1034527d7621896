package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration LIMIT = Duration.ofMillis(400);

  @Test
  void workThatEndsInTimeIsNeverOverdueHoweverOftenItIsBegun() throws InterruptedException {
    AtomicInteger overdue = new AtomicInteger();
    Deadline deadline = new Deadline(LIMIT, overdue::incrementAndGet);
    for (int i = 0; i < 50; i++) {
      deadline.begin();
      Thread.sleep(20);
      deadline.end();
    }
    Thread.sleep(2 * LIMIT.toMillis());
    assertThat(overdue).hasValue(0);
  }

  @Test
  void workBegunBetweenTwoLooksIsOverdueALimitAfterItsOwnBeginning() throws InterruptedException {
    CountDownLatch overdue = new CountDownLatch(1);
    Deadline deadline = new Deadline(LIMIT, overdue::countDown);
    deadline.begin();
    Thread.sleep(LIMIT.toMillis() / 2);
    deadline.end();
    long begun = System.nanoTime();
    deadline.begin();
    assertThat(overdue.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(LIMIT);
  }

  @Test
  void workBegunLongAfterTheLastIsWatchedToo() throws InterruptedException {
    CountDownLatch overdue = new CountDownLatch(1);
    Deadline deadline = new Deadline(LIMIT, overdue::countDown);
    deadline.begin();
    deadline.end();
    Thread.sleep(2 * LIMIT.toMillis());
    deadline.begin();
    assertThat(overdue.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
