package io.residua.jobs.extract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sample of the input took on one slot.
 *
 * @param images worked through
 * @param quarantined of them
 * @param bytes of their files, by kind
 * @param millis by stage of the work
 * @param embeddings by uri
 */
record Measured(
    int images,
    int quarantined,
    Map<String, Long> bytes,
    Map<String, Long> millis,
    Map<String, List<Float>> embeddings) {

  /** Of the normal distribution, for 95 % within. */
  private static final double Z = 1.96;

  Measured {
    bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
    millis = Collections.unmodifiableMap(new LinkedHashMap<>(millis));
    embeddings = Collections.unmodifiableMap(new LinkedHashMap<>(embeddings));
  }

  double millisAnImage(String stage) {
    return (double) millis.getOrDefault(stage, 0L) / images;
  }

  /** What keeps a core busy; reading waits for the store instead. */
  double coreMillisAnImage() {
    return millisAnImage("decode") + millisAnImage("infer") + millisAnImage("write");
  }

  String bottleneck() {
    String slowest = "read";
    for (String stage : millis.keySet()) {
      slowest = millisAnImage(stage) > millisAnImage(slowest) ? stage : slowest;
    }
    return slowest;
  }

  /** Share of the input that is quarantined, 0 to 1, as the sample has it. */
  double quarantineRate() {
    return (double) quarantined / images;
  }

  /**
   * The largest share of the input that would leave so few in a sample: the upper end of Wilson's
   * 95 % interval (Wilson, <i>Probable inference</i>, 1927).
   */
  double mostQuarantineRate() {
    double n = images;
    double rate = quarantineRate();
    double spread = Math.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n));
    return Math.min(1, (rate + Z * Z / (2 * n) + Z * spread) / (1 + Z * Z / n));
  }
}
