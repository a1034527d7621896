package io.residua.jobs.extract;

import io.residua.io.container.PassedColumn;
import io.residua.io.lake.Inputs;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.Changes;
import io.residua.io.ledger.EarlierRun;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.Since;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What {@code --since} asks of the driver: which run rows are copied from, and whether they can.
 */
final class Incremental {

  private final Configuration conf;
  private final String since;

  /**
   * @param since the earlier run's output, qualified; empty when everything is extracted
   */
  private Incremental(Configuration conf, String since) {
    this.conf = conf;
    this.since = since;
  }

  /**
   * Looks at the request only.
   *
   * @param output of the new run, qualified
   * @throws RefusedException when one output is within the other
   */
  static Incremental of(Configuration conf, ExtractRequest request, String output)
      throws IOException {
    String old = request.since();
    if (old == null) {
      return new Incremental(conf, "");
    }
    String since = Extraction.refusing(() -> Inputs.qualify(conf, List.of(old)).get(0));
    if (RunPreparation.contains(since, output) || RunPreparation.contains(output, since)) {
      throw new RefusedException(
          "[%s] output: expected a folder apart from that of --since, which stays as it is, found %s; choose another --output"
              .formatted(output, since));
    }
    return new Incremental(conf, since);
  }

  /** The earlier run's output, qualified; empty when everything is extracted. */
  String output() {
    return since;
  }

  /** Settings of the earlier run, which {@code auto} follows; empty when there is none. */
  Map<String, String> settings() throws IOException {
    return since.isEmpty() ? Map.of() : open().run().settings();
  }

  /** The calibration of the earlier run's rows; empty when there is none, or not in 8 bits. */
  Optional<Calibration> calibration() throws IOException {
    return since.isEmpty() ? Optional.empty() : open().calibration();
  }

  /**
   * What a new run freezes of the earlier one.
   *
   * @throws io.residua.io.ledger.SettingsDiffer when that one has other settings
   * @throws RefusedException when that one is not finished
   */
  Since freeze(Map<String, String> settings) throws IOException {
    if (since.isEmpty()) {
      return Since.NONE;
    }
    EarlierRun earlier = open();
    earlier.requireSame(settings);
    return Extraction.refusing(earlier::since);
  }

  /**
   * Looks at the columns passed through, which are known once the input is listed.
   *
   * @throws RefusedException when the earlier run's rows have others
   */
  void requireColumns(List<PassedColumn> columns) throws IOException {
    if (!since.isEmpty()) {
      EarlierRun earlier = open();
      Extraction.refusing(
          () -> {
            earlier.requireColumns(columns);
            return earlier;
          });
    }
  }

  private EarlierRun open() throws IOException {
    return Extraction.refusing(() -> EarlierRun.open(conf, since));
  }

  /**
   * Compares a frozen run's images with those of the run it copies from, and says so.
   *
   * @param unfinished whether rows may still be copied; a finished run needs the other one no more
   * @return empty when the run copies nothing
   * @throws RefusedException when the run it copies from is gone or changed
   */
  static Optional<Changes> compare(
      Configuration conf, Ledger ledger, RunDescription run, boolean unfinished, PrintStream out)
      throws IOException {
    Since since = run.since();
    if (since.none()) {
      return Optional.empty();
    }
    Changes changes =
        Extraction.refusing(
            () -> {
              if (unfinished) {
                EarlierRun.open(conf, since).requireUnchanged(since);
              }
              return ledger.changes(conf, run);
            });
    out.printf(
        Locale.ROOT,
        "since %s: %,d unchanged and copied, %,d changed, %,d new, %,d quarantined there and tried again; %,d deleted, listed in _residua/deleted.parquet%n",
        since.output(),
        changes.copied(),
        changes.changed(),
        changes.added(),
        changes.retried(),
        changes.deleted());
    return Optional.of(changes);
  }
}
