package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.io.ledger.ShardSize;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Says what a measured sample means for the whole input. */
final class PlanReport {

  private static final int[] CORES = {2, 8, 32, 128};
  private static final int EXECUTOR_CORES = 4;

  /**
   * What a sample took on one slot.
   *
   * @param images worked through
   * @param quarantined of them
   * @param fileBytes of their Parquet file
   * @param millis by stage of the work
   */
  record Measured(int images, long quarantined, long fileBytes, Map<String, Long> millis) {

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
  }

  private final PrintStream out;
  private final ExtractRequest request;

  PlanReport(PrintStream out, ExtractRequest request) {
    this.out = out;
    this.request = request;
  }

  void print(long images, Measured measured, FoldedWeights weights, String how) {
    OptionalInt wanted =
        request.shardImages() == 0 ? OptionalInt.empty() : OptionalInt.of(request.shardImages());
    int shardImages = ShardSize.of(images, wanted).images();
    say(
        "shards: of at most %,d images, about %,d of them",
        shardImages, shards(images, shardImages));
    say(
        "sample: %d images on one core, %s: %.1f%% quarantined",
        measured.images(), how, 100.0 * measured.quarantined() / measured.images());
    for (String stage : measured.millis().keySet()) {
      say("  %-7s %8.2f ms an image", stage, measured.millisAnImage(stage));
    }
    double coreMillis = measured.coreMillisAnImage();
    say(
        "bottleneck: %s; about %.1f images/s a core",
        measured.bottleneck(), 1000 / Math.max(coreMillis, 0.001));
    for (int cores : CORES) {
      long seconds = Math.round(images * coreMillis / 1000 / cores);
      say("  %3d cores: %s", cores, ProgressLine.duration(seconds));
    }
    double bytesAnImage = (double) measured.fileBytes() / measured.images();
    say("output: about %s of embeddings", size((long) (bytesAnImage * images)));
    say(
        "recommended: %s",
        SizeAdvice.of(weights, request.features().batchSize(), EXECUTOR_CORES).options());
  }

  private static long shards(long images, int shardImages) {
    return (images + shardImages - 1) / shardImages;
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
