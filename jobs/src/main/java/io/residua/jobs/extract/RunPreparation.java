package io.residua.jobs.extract;

import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Provenance;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.lake.FolderListing;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.SettingsDiffer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

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
   */
  record Prepared(RunDescription run, FoldedWeights weights, JobRecipe recipe) {

    /** One line for a person: what computes what. */
    String how() {
      return "%s, %s%s, %s %s on %s"
          .formatted(
              weights.spec().name(),
              weights.source(),
              weights.source().startsWith("generated:") ? " (UNTRAINED)" : "",
              recipe.engine(),
              recipe.precision().label(),
              recipe.instructionSet());
    }
  }

  private final ExtractRequest request;
  private final Configuration conf;
  private final String output;
  private final Ledger ledger;
  private final PrintStream out;

  RunPreparation(
      ExtractRequest request, Configuration conf, String output, Ledger ledger, PrintStream out) {
    this.request = request;
    this.conf = conf;
    this.output = output;
    this.ledger = ledger;
    this.out = out;
  }

  Prepared prepare(String version) throws IOException {
    Optional<RunDescription> recorded = ledger.run();
    FoldedWeights weights = Extraction.refusing(this::loadWeights);
    SizeAdvice.requireDriverHeap(weights, Runtime.getRuntime().maxMemory());
    Provenance provenance =
        Extraction.refusing(
            () -> provenance(weights, recorded.map(RunDescription::settings).orElse(Map.of())));
    InputSelection selection = Extraction.refusing(this::selection);
    try {
      RunDescription run =
          recorded.isPresent() ? recorded.get() : freeze(provenance, version, selection);
      run.requireSame(provenance.keyValues(), selection);
      return new Prepared(run, weights, recipe(run, provenance));
    } catch (SettingsDiffer e) {
      throw new RefusedException(e);
    }
  }

  private RunDescription freeze(Provenance provenance, String version, InputSelection selection)
      throws IOException {
    SparkContexts.requireAnswer(request.master(), request.sparkSettings());
    Listing listing = list(selection);
    return Extraction.refusing(
        () -> ledger.freeze(provenance.keyValues(), version, listing, shardImages()));
  }

  private FoldedWeights loadWeights() throws IOException {
    return WeightsSource.load(
        request.weights(), ResNetSpec.of(request.model()), request.embeddingStage());
  }

  private Provenance provenance(FoldedWeights weights, Map<String, String> recorded) {
    Engine engine = engine(request.engine());
    String instructionSet =
        firstOf(
            request.instructionSet(),
            recorded.get("residua.instruction-set"),
            engine::instructionSet);
    Precision precision =
        request.precision().equals("auto")
            ? Precision.of(
                firstOf(
                    null,
                    recorded.get("residua.precision"),
                    () -> engine.automaticPrecision(instructionSet).label()))
            : Precision.of(request.precision());
    if (!engine.precisions().contains(precision)) {
      throw new RefusedException(
          "[--precision] engine %s: expected one of %s, found %s; choose that, or --engine onednn"
              .formatted(engine.name(), engine.precisions(), precision.label()));
    }
    return new Provenance(
        weights.spec().name(),
        weights.spec().variant().label(),
        weights.source(),
        weights.sha256(),
        Preprocessing.of(request.preprocessing()).description(),
        request.embeddingStage(),
        "avg",
        false,
        engine.name(),
        precision,
        instructionSet,
        request.batchSize());
  }

  /** The engine called {@code name}, or why this class path has none. */
  static Engine engine(String name) {
    try {
      return Engines.of(name);
    } catch (LinkageError e) {
      throw new RefusedException(
          "[--engine] %s: expected its jars on the class path, found no %s; add the distribution's lib/%s to --jars"
              .formatted(name, e.getMessage(), name));
    }
  }

  private static String firstOf(
      @Nullable String asked, @Nullable String recorded, Supplier<String> found) {
    if (asked != null) {
      return asked;
    }
    return recorded != null ? recorded : found.get();
  }

  private InputSelection selection() throws IOException {
    List<String> inputs = FolderListing.qualify(conf, request.inputs());
    for (String input : inputs) {
      if (contains(input, output) || contains(output, input)) {
        throw new RefusedException(
            "[%s] output: expected a folder apart from the input, found one within the other, %s; its files would be listed as images"
                .formatted(output, input));
      }
    }
    return new InputSelection(inputs, request.includes(), request.excludes(), request.limit());
  }

  private static boolean contains(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder.endsWith("/") ? folder : folder + "/");
  }

  private Listing list(InputSelection selection) throws IOException {
    Listing listing =
        Extraction.refusing(
            () ->
                FolderListing.list(
                    conf, selection, found -> out.printf("listing: %,d files%n", found)));
    out.printf("%,d images to extract%s%n", listing.images().size(), leftOut(listing));
    return listing;
  }

  private static String leftOut(Listing listing) {
    StringBuilder text = new StringBuilder();
    append(text, listing.skippedHidden(), "with a name that begins with . or _ skipped");
    append(text, listing.skippedByGlob(), "left out by --include and --exclude");
    append(text, listing.skippedSpecial(), "that are no regular files skipped");
    append(text, listing.duplicates(), "listed twice and planned once");
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

  private JobRecipe recipe(RunDescription run, Provenance provenance) {
    return new JobRecipe(
        output,
        run.toJson(),
        provenance.engine(),
        provenance.precision(),
        provenance.instructionSet(),
        request.preprocessing(),
        provenance.embeddingStage(),
        ResNetSpec.of(provenance.model()).channels(provenance.embeddingStage()),
        provenance.batchSize(),
        request.isolated());
  }
}
