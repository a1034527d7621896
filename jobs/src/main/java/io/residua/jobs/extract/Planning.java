package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.Provenance;
import io.residua.backbone.Slot;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.lake.SortedImages;
import io.residua.io.ledger.SpoolFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    FeatureChoice features = FeatureChoice.of(request.features(), Map.of());
    boolean clips = features.provenance().clips() != null;
    try (Listing listing = Extraction.refusing(() -> list(clips))) {
      sample(features, listing);
    }
  }

  private void sample(FeatureChoice features, Listing listing)
      throws IOException, InterruptedException {
    Provenance provenance = features.provenance();
    boolean clips = provenance.clips() != null;
    long bytes = listing.images().bytes();
    out.printf(
        Locale.ROOT,
        "input: %,d %s, %s%s%n",
        listing.images().size(),
        clips ? "videos" : "images",
        PlanReport.size(bytes),
        missing(listing.images().missing()));
    features.engine().pin(provenance.instructionSet());
    try (Backbone backbone = features.engine().load(features.weights(), provenance.precision());
        Slot slot = backbone.openSlot(request.features().batchSize());
        Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      Workplace workplace =
          new Workplace(
              slot,
              decoder,
              new PixelBuffers(
                  slot.batchSize(), features.preprocessing().geometry(), provenance.clips()));
      List<LakeImage> sample = sample(listing.images());
      ShardExtraction.Lake lake =
          new ShardExtraction.Lake(listing.selection().form(), listing.columns());
      measure(sample.subList(0, Math.min(WARM_UP, sample.size())), lake, workplace, features);
      PlanReport.Measured measured = measure(sample, lake, workplace, features);
      new PlanReport(out, request)
          .print(
              listing.images().size(),
              measured,
              features.weights(),
              provenance.engine() + " " + provenance.precision().label());
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

  /** Evenly spaced over the input, since neighbours in a folder are alike. */
  private static List<LakeImage> sample(SortedImages images) {
    long count = Math.min(SAMPLE, images.size());
    List<LakeImage> sample = new ArrayList<>();
    long place = 0;
    for (LakeImage image : images) {
      if (sample.size() < count && place++ == sample.size() * images.size() / count) {
        sample.add(image);
      }
    }
    return sample;
  }

  private PlanReport.Measured measure(
      List<LakeImage> images,
      ShardExtraction.Lake lake,
      Workplace workplace,
      FeatureChoice features)
      throws IOException, InterruptedException {
    Path folder = SpoolFolder.create("residua-plan-");
    try {
      Path spool = folder.resolve("sample.parquet");
      AtomicLong accounted = new AtomicLong();
      int channels = features.weights().spec().channels(features.weights().deepest());
      ShardExtraction extraction =
          new ShardExtraction(
              conf,
              lake,
              features.preprocessing(),
              features.provenance().clips(),
              features.weights().deepest(),
              workplace,
              accounted::addAndGet);
      long quarantined = extraction.extract(images, channels, Map.of(), spool);
      return new PlanReport.Measured(
          images.size(), quarantined, Files.size(spool), extraction.times().millis());
    } finally {
      SpoolFolder.delete(folder);
    }
  }
}
