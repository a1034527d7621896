package io.residua.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Images a second over some repeats.
 *
 * @param median of the repeats
 * @param lowest of the repeats
 * @param highest of the repeats
 */
record Rate(double median, double lowest, double highest) {

  /** How many times the smaller size the larger one is. */
  static final int LARGER = 4;

  /** What a clock may take for nothing. */
  private static final double LEAST_SECONDS = 1e-6;

  /** Work that can be done any number of times. */
  interface Work {
    /** Does it {@code times} times and says how many seconds that took. */
    double seconds(int times) throws IOException, InterruptedException;
  }

  /**
   * The rate of some repeats.
   *
   * @param repeats rates, images a second; at least one
   */
  static Rate of(List<Double> repeats) {
    List<Double> sorted = repeats.stream().sorted().toList();
    return new Rate(median(sorted), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** The middle of sorted values, or the mean of the two in the middle. */
  static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * Images a second between two sizes. Where the larger one did not take longer, which happens to
   * times too short to be told apart, its own rate with start-up and all.
   */
  static double between(long fewer, double fewerSeconds, long more, double moreSeconds) {
    double seconds = moreSeconds - fewerSeconds;
    return seconds > 0 ? (more - fewer) / seconds : more / moreSeconds;
  }

  /**
   * Warms work up and times it in two sizes, again and again.
   *
   * @param images of doing it once
   * @param seconds that the larger size should take
   */
  static Rate measure(Work work, long images, double seconds, int repeats)
      throws IOException, InterruptedException {
    return inTurns(List.of(work), images, seconds, repeats).get(0);
  }

  /**
   * The same of several, which take turns, so that what disturbs the machine disturbs all of them.
   *
   * @return the rate of each
   */
  static List<Rate> inTurns(List<Work> works, long images, double seconds, int repeats)
      throws IOException, InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    List<List<Double>> rates = new ArrayList<>();
    for (Work work : works) {
      double once = warmSeconds(work, seconds);
      sizes.add((int) Math.max(1, Math.round(seconds / LARGER / once)));
      rates.add(new ArrayList<>());
    }
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int i = 0; i < works.size(); i++) {
        rates.get(i).add(rate(works.get(i), sizes.get(i), images));
      }
    }
    return rates.stream().map(Rate::of).toList();
  }

  private static double rate(Work work, int fewer, long images)
      throws IOException, InterruptedException {
    double fewerSeconds = work.seconds(fewer);
    double moreSeconds = work.seconds(LARGER * fewer);
    long done = fewer * images;
    return between(done, fewerSeconds, LARGER * done, moreSeconds);
  }

  /** Seconds of doing it once when the first times are over. */
  private static double warmSeconds(Work work, double seconds)
      throws IOException, InterruptedException {
    double last = once(work);
    for (double warm = last; warm < seconds / 2; warm += last) {
      last = once(work);
    }
    return once(work);
  }

  private static double once(Work work) throws IOException, InterruptedException {
    return Math.max(work.seconds(1), LEAST_SECONDS);
  }
}
