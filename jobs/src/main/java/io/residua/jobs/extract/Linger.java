package io.residua.jobs.extract;

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

  /**
   * Of Spark's settings.
   *
   * @throws RefusedException when it is no time
   */
  static Linger of(SparkConf conf) {
    try {
      return new Linger(conf.getTimeAsSeconds(PROPERTY, "0s"));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "[--conf %s] expected a time such as 20s, found %s; give another value"
              .formatted(PROPERTY, conf.get(PROPERTY)));
    }
  }

  boolean none() {
    return seconds <= 0;
  }

  /** For who is told where the metrics are. */
  String words() {
    return none() ? "" : ", there for another %d s when all is done".formatted(seconds);
  }

  /**
   * Waits; a thread that is interrupted waits no longer. Says nothing: the last line of a run is
   * its sum.
   */
  void await() {
    try {
      Thread.sleep(seconds * 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
