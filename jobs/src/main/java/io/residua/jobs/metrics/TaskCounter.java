package io.residua.jobs.metrics;

import java.util.Locale;

/** What a task tells of itself, each by an accumulator of the name. */
enum TaskCounter {
  IMAGES,
  BYTES_READ,
  IMAGES_READ_AHEAD,
  BATCHES_DECODED_AHEAD,
  DECODER_RESTARTS;

  /** As Spark's UI shows it. */
  String accumulator() {
    return "residua." + metric();
  }

  /** As metrics are named. */
  String metric() {
    return name().toLowerCase(Locale.ROOT);
  }
}
