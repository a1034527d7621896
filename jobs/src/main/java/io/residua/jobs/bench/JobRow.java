package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The whole job, timed and checked.
 *
 * @param engine name
 * @param precision of the convolutions
 * @param batchSize images of a forward pass
 * @param isolation {@code process} or {@code none}, as {@code --decoder-isolation} has it
 * @param images of the smaller job
 * @param seconds of the smaller job, start-up and all, the median
 * @param moreImages of the larger job
 * @param moreSeconds of the larger job, start-up and all, the median
 * @param imagesPerSecond between both
 * @param slotMillis where the task slots' time went in the last larger job, by stage of the work
 * @param listed images of all jobs
 * @param embedded of them
 * @param quarantined of them
 * @param proved whether {@code verify} found no fault in any output
 * @param correct whether all images are accounted for, too
 */
record JobRow(
    String engine,
    Precision precision,
    int batchSize,
    String isolation,
    long images,
    double seconds,
    long moreImages,
    double moreSeconds,
    Rate imagesPerSecond,
    Map<String, Long> slotMillis,
    long listed,
    long embedded,
    long quarantined,
    boolean proved,
    boolean correct) {

  JobRow {
    slotMillis = Collections.unmodifiableMap(new LinkedHashMap<>(slotMillis));
  }

  /** The row on one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s %s, isolation %s: %.1f images/s",
        engine,
        precision.label(),
        isolation,
        imagesPerSecond.median());
  }
}
