package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.lake.SortedImages;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.SpoolFolder;
import io.residua.jobs.calibrate.DriftLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Prints options of {@code spark-submit} that give executors of {@code slots} cores and their
   * driver enough memory, then what they are made of, without looking at the input or downloading
   * weights.
   *
   * @throws RefusedException when the request cannot be carried out as it stands
   */
  public static void resources(ExtractRequest request, int slots, PrintStream out)
      throws IOException {
    FeatureChoice features = FeatureChoice.of(request.features().ofTheSameSize(), Map.of());
    SizeAdvice advice = SizeAdvice.of(features, request, slots);
    String master = request.master();
    boolean local = master != null && master.startsWith("local");
    out.println(local ? advice.localOptions() : advice.allOptions());
    out.println("# " + advice.reason());
  }

  private void run() throws IOException, InterruptedException {
    FeatureChoice features = FeatureChoice.of(request.features(), Map.of());
    boolean clips = features.provenance().clips() != null;
    Int8Gate gate = new Int8Gate(request, conf, DriftLimits.DEFAULT, out);
    Optional<Calibration> given = new CalibrationSource(request, conf, gate, out).given(features);
    try (Listing listing = Extraction.refusing(() -> list(clips))) {
      sample(features.int8() ? calibrated(gate, features, given, listing) : features, listing);
    }
  }

  private static FeatureChoice calibrated(
      Int8Gate gate, FeatureChoice features, Optional<Calibration> given, Listing listing)
      throws IOException {
    Calibration calibration = given.isPresent() ? given.get() : gate.measure(features, listing);
    gate.requireLetThrough(calibration);
    return features.calibrated(calibration);
  }

  private void sample(FeatureChoice features, Listing listing)
      throws IOException, InterruptedException {
    FeatureRecipe recipe = features.recipe();
    SortedImages images = listing.images();
    out.printf(
        Locale.ROOT,
        "input: %,d %s, %s%s%n",
        images.size(),
        recipe.clips() == null ? "images" : "videos",
        PlanReport.size(images.bytes()),
        missing(images.missing()));
    int batchSize = request.features().batchSize();
    try (Backbone backbone = features.load();
        Slot slot = backbone.openSlot(batchSize);
        Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      PixelBuffers buffers =
          new PixelBuffers(batchSize, recipe.pixels().geometry(), recipe.clips());
      Workplace workplace = new Workplace(backbone.spec(), slot, decoder, buffers);
      List<LakeImage> sample = EvenlySpaced.of(images, SAMPLE);
      ShardExtraction.Lake lake =
          new ShardExtraction.Lake(listing.selection().form(), listing.columns());
      measure(sample.subList(0, Math.min(WARM_UP, sample.size())), lake, workplace, recipe);
      Measured measured = measure(sample, lake, workplace, recipe);
      PlanReport report = new PlanReport(out, request, features);
      report.print(images.size(), measured);
      if (!recipe.exactJpeg().equals(recipe)) {
        Measured exact = measure(sample, lake, workplace, recipe.exactJpeg());
        report.drift(
            ReducedJpegDrift.of(measured.embeddings(), exact.embeddings()), measured, exact);
      }
    }
  }

  private static String missing(long images) {
    return images == 0
        ? ""
        : String.format(Locale.ROOT, "; %,d named by a manifest and not there", images);
  }

  private Listing list(boolean clips) throws IOException {
    InputSelection selection = request.lake().selection(conf);
    try (LazySpark spark = new LazySpark("residua plan", request)) {
      return LakeListing.list(
          conf,
          selection,
          clips,
          new SparkListing(spark, conf, selection, clips),
          new ListingProgress(out));
    }
  }

  private Measured measure(
      List<LakeImage> images, ShardExtraction.Lake lake, Workplace workplace, FeatureRecipe recipe)
      throws IOException, InterruptedException {
    Path folder = SpoolFolder.create("residua-plan-");
    try {
      AtomicLong accounted = new AtomicLong();
      StageTimes times = new StageTimes();
      ShardExtraction.Extracted made =
          new ShardExtraction(conf, lake, recipe, workplace, times, accounted::addAndGet)
              .extract(images, ShardCopies.none(images), Map.of(), folder);
      Map<String, Long> bytes = new LinkedHashMap<>();
      bytes.put("embeddings", Files.size(made.files().embeddings()));
      for (Stage stage : recipe.maps().stages()) {
        Path file = made.files().maps().get(stage);
        bytes.put("maps/" + stage.label(), file == null ? 0 : Files.size(file));
      }
      return new Measured(
          images.size(),
          made.quarantined(),
          bytes,
          times.millis(),
          ReducedJpegDrift.read(made.files().embeddings(), recipe.channels()));
    } finally {
      SpoolFolder.delete(folder);
    }
  }
}
