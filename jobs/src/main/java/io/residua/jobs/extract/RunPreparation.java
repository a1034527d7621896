package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Provenance;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.SettingsDiffer;
import io.residua.io.ledger.ShardSize;
import io.residua.io.ledger.Since;
import io.residua.jobs.calibrate.DriftLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;

/**
 * Everything before the first task: what the request means, whether the output allows it, the
 * frozen list. Until the list is frozen nothing is written.
 */
final class RunPreparation {

  /**
   * A run that can start.
   *
   * @param run frozen
   * @param weights to broadcast
   * @param recipe for the executors
   * @param drift of features in 8 bits, for a person; empty for others
   */
  record Prepared(RunDescription run, FoldedWeights weights, JobRecipe recipe, String drift) {

    /** One line for a person: what computes what. */
    String how() {
      return "%s, %s%s, %s %s on %s%s"
          .formatted(
              weights.spec().name(),
              weights.source(),
              weights.source().startsWith("generated:") ? " (UNTRAINED)" : "",
              recipe.engine(),
              recipe.precision().label(),
              recipe.instructionSet(),
              drift.isEmpty() ? "" : "; against f32: " + drift);
    }
  }

  /** Whose plan takes long enough to be told of. */
  private static final int MANY_IMAGES = 1_000_000;

  private final ExtractRequest request;
  private final Configuration conf;
  private final String output;
  private final Ledger ledger;
  private final LazySpark spark;
  private final PrintStream out;
  private final Int8Gate gate;
  private final CalibrationSource calibrations;

  RunPreparation(
      ExtractRequest request,
      Configuration conf,
      String output,
      Ledger ledger,
      LazySpark spark,
      DriftLimits limits,
      PrintStream out) {
    this.spark = spark;
    this.gate = new Int8Gate(request, conf, limits, out);
    this.calibrations = new CalibrationSource(request, conf, gate, out);
    this.request = request;
    this.conf = conf;
    this.output = output;
    this.ledger = ledger;
    this.out = out;
  }

  Prepared prepare(String version) throws IOException {
    Optional<RunDescription> recorded = ledger.run();
    Incremental incremental = Incremental.of(conf, request, output);
    FeatureChoice asked =
        FeatureChoice.of(
            request.features(),
            recorded.isPresent() ? recorded.get().settings() : incremental.settings());
    asked.assumptions().forEach(assumption -> out.println("assumed: " + assumption));
    InputSelection selection = Extraction.refusing(this::selection);
    FeatureChoice features =
        calibrations
            .known(asked, recorded, ledger, incremental)
            .map(asked::calibrated)
            .orElse(asked);
    try {
      return recorded.isPresent()
          ? goOn(features, recorded.get(), selection, incremental)
          : begin(features, version, selection, incremental);
    } catch (SettingsDiffer e) {
      throw new RefusedException(e);
    }
  }

  private Prepared goOn(
      FeatureChoice features, RunDescription run, InputSelection selection, Incremental incremental)
      throws IOException {
    run.requireSame(features.settings(), selection, incremental.output());
    settleStore();
    return prepared(run, features);
  }

  private Prepared prepared(RunDescription run, FeatureChoice features) {
    Calibration calibration = features.calibration();
    return new Prepared(
        run,
        features.weights(),
        recipe(run, features),
        calibration == null ? "" : Int8Gate.text(calibration));
  }

  private Prepared begin(
      FeatureChoice asked, String version, InputSelection selection, Incremental incremental)
      throws IOException {
    Since since = incremental.freeze(asked.settings());
    SparkContexts.requireAnswer(request.master(), request.sparkSettings());
    try (Listing listing = list(selection, asked.provenance().clips() != null)) {
      incremental.requireColumns(listing.columns());
      ShardSize size = shardSize(asked, listing.images().size());
      settleStore();
      FeatureChoice features = calibrated(asked, listing);
      if (listing.images().size() >= MANY_IMAGES) {
        out.println("writing the plan; this takes a second for some 300,000 images");
      }
      Map<String, String> settings = features.settings();
      Calibration calibration = features.calibration();
      Map<String, String> gated = calibration == null ? Map.of() : gate.summary(calibration);
      RunDescription run =
          Extraction.refusing(() -> ledger.freeze(settings, version, listing, size, since, gated));
      return prepared(run, features);
    }
  }

  private FeatureChoice calibrated(FeatureChoice asked, Listing listing) throws IOException {
    if (!asked.int8()) {
      return asked;
    }
    Optional<Calibration> known = Optional.ofNullable(asked.calibration());
    return asked.calibrated(calibrations.settle(asked, known, listing, ledger));
  }

  /** Says what stage maps will take, if any, before anything is written. */
  private ShardSize shardSize(FeatureChoice features, long images) throws IOException {
    ShardSize size = ShardSize.of(images, shardImages());
    if (features.maps().none()) {
      return size;
    }
    MapBytes maps = MapBytes.of(features.recipe(), features.weights().spec());
    out.println(maps.require(images, ledger.freeBytes(), output));
    return shardImages().isPresent() ? size : maps.bounded(size);
  }

  private void settleStore() throws IOException {
    ledger.settleStore().ifPresent(out::println);
  }

  private InputSelection selection() throws IOException {
    InputSelection selection = request.lake().selection(conf);
    for (String input : selection.inputs()) {
      if (contains(input, output) || contains(output, input)) {
        throw new RefusedException(
            "[%s] output: expected a folder apart from the input, found one within the other, %s; its files would be listed as images"
                .formatted(output, input));
      }
    }
    return selection;
  }

  static boolean contains(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder.endsWith("/") ? folder : folder + "/");
  }

  private Listing list(InputSelection selection, boolean clips) throws IOException {
    Listing listing =
        Extraction.refusing(
            () ->
                LakeListing.list(
                    conf,
                    selection,
                    clips,
                    new SparkListing(spark, conf, selection, clips),
                    new ListingProgress(out)));
    out.printf(
        "%,d %s to extract%s%n",
        listing.images().size(), clips ? "videos" : "images", leftOut(listing));
    return listing;
  }

  private static String leftOut(Listing listing) {
    StringBuilder text = new StringBuilder();
    append(text, listing.skippedHidden(), "with a name that begins with . or _ skipped");
    append(text, listing.skippedByGlob(), "left out by --include and --exclude");
    append(text, listing.skippedSpecial(), "that are no regular files skipped");
    append(text, listing.duplicates(), "listed twice and planned once");
    append(text, listing.images().missing(), "named by a manifest and not there");
    return text.toString();
  }

  private static void append(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append("; ").append(count).append(' ').append(what);
    }
  }

  private OptionalInt shardImages() {
    return request.shardImages() == 0 ? OptionalInt.empty() : OptionalInt.of(request.shardImages());
  }

  private JobRecipe recipe(RunDescription run, FeatureChoice features) {
    Provenance provenance = features.provenance();
    Calibration calibration = features.calibration();
    return new JobRecipe(
        output,
        run.toJson(),
        provenance.engine(),
        provenance.precision(),
        provenance.instructionSet(),
        features.recipe(),
        provenance.batchSize(),
        calibration == null ? null : calibration.toJson(),
        request.isolated());
  }
}
