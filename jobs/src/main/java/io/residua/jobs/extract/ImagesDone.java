package io.residua.jobs.extract;

import io.residua.jobs.progress.LiveLine;
import java.util.Locale;

/**
 * How far a run is.
 *
 * @param done images accounted for in this run, those in flight included
 * @param before images that were done when this run began
 * @param total images of the plan
 * @param quarantined images without an embedding, of those accounted for
 * @param rate images accounted for a second, over the last minute
 */
record ImagesDone(long done, long before, long total, long quarantined, double rate) {

  /** One line for a person. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%,d/%,d images · %.1f images/s · %,d quarantined · %s",
        before + done,
        total,
        rate,
        quarantined,
        eta());
  }

  private String eta() {
    if (done == 0) {
      return "starting";
    }
    long left = total - before - done;
    return rate > 0 ? "ETA " + LiveLine.duration(Math.round(left / rate)) : "waiting";
  }
}
