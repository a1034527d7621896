package io.residua.jobs.bench;

import java.util.Locale;

/**
 * Decoding alone on one thread, timed and checked.
 *
 * @param isolation {@code process} or {@code none}, as {@code --decoder-isolation} has it
 * @param images decoded again and again
 * @param refused of them
 * @param imagesPerSecond of one thread
 * @param same images that the other decoder gives the same pixels of, or the same refusal
 * @param correct whether all are
 */
record DecodeRow(
    String isolation, int images, int refused, Rate imagesPerSecond, int same, boolean correct) {

  /** Milliseconds an image. */
  double millis() {
    return 1000 / imagesPerSecond.median();
  }

  /** The row on one line. */
  String describe() {
    return String.format(
        Locale.ROOT, "isolation %s: %.1f images/s", isolation, imagesPerSecond.median());
  }
}
