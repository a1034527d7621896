package io.residua.jobs.report;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.Changes;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.RunDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Everything a page is made of.
 *
 * @param output the folder, as a person named it
 * @param run what was to be done
 * @param history when it was done
 * @param changes since the run rows were copied from; empty where none were
 * @param examples quarantined images by code
 */
record Material(
    String output,
    RunDescription run,
    LedgerHistory history,
    Figures figures,
    Pace pace,
    Optional<Changes> changes,
    Map<QuarantineCode, List<QuarantinedRow>> examples,
    PlanSample plan,
    RowSample rows,
    Points points,
    Sheets sheets,
    Album album) {

  static Material gather(Configuration conf, Ledger ledger, RunDescription run, String output)
      throws IOException {
    LedgerHistory history = ledger.history(run, LedgerHistory.NONE);
    RowSample sample = RowSample.read(ledger, history, channels(run));
    Points points = Points.of(sample.rows());
    Sheets sheets = Sheets.of(sample.rows());
    return new Material(
        output,
        run,
        history,
        Figures.of(run, history),
        Pace.of(history),
        run.since().none() ? Optional.empty() : ledger.placedChanges(run),
        QuarantineExamples.read(ledger, history),
        PlanSample.read(ledger, run),
        sample,
        points,
        sheets,
        Album.of(conf, ledger, run, sample.rows(), points, sheets));
  }

  /** Length of an embedding. */
  static int channels(RunDescription run) {
    String model = run.settings().getOrDefault("residua.model", "");
    Stage stage = Stage.of(run.settings().getOrDefault("residua.embedding-stage", ""));
    return Stream.concat(ResNetSpec.known().stream(), ResNetSpec.inflated().stream())
        .filter(spec -> spec.network().equals(model))
        .findFirst()
        .orElseGet(() -> ResNetSpec.of(model))
        .channels(stage);
  }

  /** A setting of the run, {@code precision}; empty where it has none. */
  String setting(String name) {
    return run.settings().getOrDefault("residua." + name, "");
  }

  /** Images, or videos. */
  String item() {
    return setting("clip-length").isEmpty() ? "image" : "video";
  }

  /** Whether the features mean anything. */
  boolean untrained() {
    return setting("weights-untrained").equals("true");
  }
}
