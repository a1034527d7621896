package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.lake.FolderListing;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.ShardSize;
import io.residua.io.ledger.SpoolFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;

/**
 * What a run would cost, from a sample of the input worked through on one core of this machine.
 * Writes nothing but temporary files.
 */
public final class Planning {

  private static final int SAMPLE = 96;
  private static final int WARM_UP = 32;

  private final ExtractRequest request;
  private final Configuration conf;
  private final PrintStream out;

  private Planning(ExtractRequest request, PrintStream out) {
    this.request = request;
    this.out = out;
    this.conf = SparkContexts.hadoopConfiguration(request.sparkSettings());
  }

  /**
   * Lists, samples and prints.
   *
   * @throws RefusedException when the request cannot be carried out as it stands
   */
  public static void run(ExtractRequest request, PrintStream out)
      throws IOException, InterruptedException {
    new Planning(request, out).run();
  }

  private void run() throws IOException, InterruptedException {
    Listing listing = Extraction.refusing(this::list);
    long bytes = listing.images().stream().mapToLong(LakeImage::length).sum();
    out.printf(Locale.ROOT, "input: %,d images, %s%n", listing.images().size(), size(bytes));
    FoldedWeights weights =
        Extraction.refusing(
            () ->
                WeightsSource.load(
                    request.weights(), ResNetSpec.of(request.model()), request.embeddingStage()));
    Engine engine = Extraction.refusing(() -> RunPreparation.engine(request.engine()));
    Precision precision =
        request.precision().equals("auto")
            ? engine.automaticPrecision(engine.instructionSet())
            : Extraction.refusing(() -> Precision.of(request.precision()));
    Preprocessing preprocessing =
        Extraction.refusing(() -> Preprocessing.of(request.preprocessing()));
    try (Backbone backbone = engine.load(weights, precision);
        Slot slot = backbone.openSlot(request.batchSize());
        Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      Workplace workplace =
          new Workplace(
              slot,
              decoder,
              List.of(
                  new PixelBatch(request.batchSize(), preprocessing.crop()),
                  new PixelBatch(request.batchSize(), preprocessing.crop())));
      int channels = backbone.spec().channels(request.embeddingStage());
      List<LakeImage> sample = sample(listing.images());
      measure(
          sample.subList(0, Math.min(WARM_UP, sample.size())), workplace, preprocessing, channels);
      report(listing, measure(sample, workplace, preprocessing, channels), weights, precision);
    }
  }

  private Listing list() throws IOException {
    InputSelection selection =
        new InputSelection(
            FolderListing.qualify(conf, request.inputs()),
            request.includes(),
            request.excludes(),
            request.limit());
    return FolderListing.list(
        conf, selection, found -> out.printf(Locale.ROOT, "listing: %,d files%n", found));
  }

  /** Evenly spaced over the input, since neighbours in a folder are alike. */
  private static List<LakeImage> sample(List<LakeImage> images) {
    int count = Math.min(SAMPLE, images.size());
    List<LakeImage> sample = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sample.add(images.get((int) ((long) i * images.size() / count)));
    }
    return sample;
  }

  /**
   * What the sample took on one slot.
   *
   * @param images worked through
   * @param quarantined of them
   * @param fileBytes of their Parquet file
   */
  private record Measured(int images, long quarantined, long fileBytes, Map<String, Long> millis) {

    double millisAnImage(String stage) {
      return (double) millis.getOrDefault(stage, 0L) / images;
    }
  }

  private Measured measure(
      List<LakeImage> images, Workplace workplace, Preprocessing preprocessing, int channels)
      throws IOException, InterruptedException {
    Path folder = SpoolFolder.create("residua-plan-");
    try {
      Path spool = folder.resolve("sample.parquet");
      AtomicLong accounted = new AtomicLong();
      ShardExtraction extraction =
          new ShardExtraction(
              conf, preprocessing, request.embeddingStage(), workplace, accounted::addAndGet);
      long quarantined = extraction.extract(images, channels, Map.of(), spool);
      return new Measured(
          images.size(), quarantined, Files.size(spool), extraction.times().millis());
    } finally {
      SpoolFolder.delete(folder);
    }
  }

  private void report(
      Listing listing, Measured measured, FoldedWeights weights, Precision precision) {
    long images = listing.images().size();
    OptionalInt wanted =
        request.shardImages() == 0 ? OptionalInt.empty() : OptionalInt.of(request.shardImages());
    int shardImages = ShardSize.of(images, wanted).images();
    out.printf(
        Locale.ROOT,
        "shards: of at most %,d images, about %,d of them%n",
        shardImages,
        (images + shardImages - 1) / shardImages);
    out.printf(
        Locale.ROOT,
        "sample: %d images on one core, %s %s: %.1f%% quarantined%n",
        measured.images(),
        request.engine(),
        precision.label(),
        100.0 * measured.quarantined() / measured.images());
    String bottleneck = "read";
    for (String stage : measured.millis().keySet()) {
      double millis = measured.millisAnImage(stage);
      out.printf(Locale.ROOT, "  %-7s %8.2f ms an image%n", stage, millis);
      bottleneck = millis > measured.millisAnImage(bottleneck) ? stage : bottleneck;
    }
    double coreMillis =
        measured.millisAnImage("decode")
            + measured.millisAnImage("infer")
            + measured.millisAnImage("write");
    out.printf(
        Locale.ROOT,
        "bottleneck: %s; about %.1f images/s a core%n",
        bottleneck,
        1000 / Math.max(coreMillis, 0.001));
    for (int cores : new int[] {2, 8, 32, 128}) {
      out.printf(
          Locale.ROOT,
          "  %3d cores: %s%n",
          cores,
          ProgressLine.duration(Math.round(images * coreMillis / 1000 / cores)));
    }
    out.printf(
        "output: about %s of embeddings%n",
        size((long) ((double) measured.fileBytes() / measured.images() * images)));
    out.println("recommended: " + SizeAdvice.of(weights, request.batchSize(), 4).options());
  }

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
