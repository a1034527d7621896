package io.residua.jobs.extract;

import io.residua.io.ledger.ShardSize;
import io.residua.jobs.progress.LiveLine;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Says what a measured sample means for the whole input. */
final class PlanReport {

  private static final int[] EXECUTORS = {1, 4, 16, 64};
  private static final int EXECUTOR_CORES = 4;

  private final PrintStream out;
  private final ExtractRequest request;
  private final FeatureChoice features;

  PlanReport(PrintStream out, ExtractRequest request, FeatureChoice features) {
    this.out = out;
    this.request = request;
    this.features = features;
  }

  void print(long images, Measured measured) {
    sample(measured);
    times(images, measured);
    bytes(images, measured);
    advice(images);
  }

  /** Says what decoding JPEG files smaller changes, and what it saves. */
  void drift(ReducedJpegDrift drift, Measured reduced, Measured exact) {
    say(
        "jpeg-decoding reduced: cosine with exact %.5f in the mean, %.5f at least, of %d images; decode %.2f ms an image, exact %.2f ms",
        drift.meanCosine(),
        drift.leastCosine(),
        drift.images(),
        reduced.millisAnImage("decode"),
        exact.millisAnImage("decode"));
  }

  private void sample(Measured measured) {
    say(
        "sample: %d on one core, %s %s",
        measured.images(),
        features.provenance().engine(),
        features.provenance().precision().label());
    for (String stage : measured.millis().keySet()) {
      say("  %-7s %8.2f ms an image", stage, measured.millisAnImage(stage));
    }
    say(
        "quarantine: %.1f%% of the sample, so at most about %.1f%% of the input; --max-error-rate is %.1f%%",
        100 * measured.quarantineRate(),
        100 * measured.mostQuarantineRate(),
        100 * request.maxErrorRate());
  }

  private void times(long images, Measured measured) {
    double coreMillis = measured.coreMillisAnImage();
    say(
        "bottleneck: %s; about %.1f images/s a core",
        measured.bottleneck(), 1000 / Math.max(coreMillis, 0.001));
    for (int executors : EXECUTORS) {
      int cores = executors * EXECUTOR_CORES;
      say(
          "  %2d executor%s of %d cores: %s",
          executors,
          executors == 1 ? " " : "s",
          EXECUTOR_CORES,
          LiveLine.duration(Math.round(images * coreMillis / 1000 / cores)));
    }
  }

  private void bytes(long images, Measured measured) {
    Map<String, Double> all = new LinkedHashMap<>();
    measured
        .bytes()
        .forEach((kind, bytes) -> all.put(kind, (double) bytes / measured.images() * images));
    if (request.npy()) {
      double rows = images * (1 - measured.quarantineRate());
      all.put("npy", rows * features.recipe().channels() * Float.BYTES);
    }
    double sum = all.values().stream().mapToDouble(Double::doubleValue).sum();
    say("output: about %s", size((long) sum));
    all.forEach((kind, bytes) -> say("  %-12s %s", kind, size(bytes.longValue())));
  }

  private void advice(long images) {
    ShardSize size = ShardSize.of(images, wanted());
    ShardSize bounded =
        wanted().isPresent()
            ? size
            : MapBytes.of(features.recipe(), features.weights().spec()).bounded(size);
    say(
        "shards: of at most %,d images, about %,d of them",
        bounded.images(), (images + bounded.images() - 1) / bounded.images());
    say("recommended: %s", SizeAdvice.of(features, request, EXECUTOR_CORES).options());
  }

  private OptionalInt wanted() {
    return request.shardImages() == 0 ? OptionalInt.empty() : OptionalInt.of(request.shardImages());
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Bytes for a person, {@code 1.5 MiB}. */
  static String size(long bytes) {
    String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
