package io.residua.jobs.extract;

import java.io.PrintStream;
import org.apache.spark.SparkConf;

/**
 * Keeps Spark a while when the work is over: a scraper that comes every few seconds would never see
 * the totals.
 *
 * @param seconds 0 for not at all
 */
record Linger(long seconds) {

  /** Spark property, a time as Spark writes it: {@code 20s}. */
  static final String PROPERTY = "spark.residua.linger";

  static Linger of(SparkConf conf) {
    try {
      return new Linger(conf.getTimeAsSeconds(PROPERTY, "0s"));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "[--conf %s] expected a time such as 20s, found %s; give another value"
              .formatted(PROPERTY, conf.get(PROPERTY)));
    }
  }

  /** Waits; a thread that is interrupted waits no longer. Returns the nanoseconds it took. */
  long await(PrintStream out) {
    if (seconds <= 0) {
      return 0;
    }
    long begun = System.nanoTime();
    out.printf("metrics stay for another %d s (%s)%n", seconds, PROPERTY);
    try {
      Thread.sleep(seconds * 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return System.nanoTime() - begun;
  }
}
