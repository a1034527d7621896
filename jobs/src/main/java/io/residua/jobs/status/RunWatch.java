package io.residua.jobs.status;

import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.progress.LiveLine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Looks at the output of a run, again and again where asked. Writes nothing. */
public final class RunWatch {

  private static final long BETWEEN_MILLIS = 5_000;
  private static final String RUN = "_residua/run.json";
  private static final String REPORT = "_residua/report.html";

  private final FileSystem store;
  private final Path output;
  private final Ledger ledger;
  private @Nullable RunDescription run;
  private LedgerHistory history = LedgerHistory.NONE;

  private RunWatch(FileSystem store, Path output, Ledger ledger) {
    this.store = store;
    this.output = output;
    this.ledger = ledger;
  }

  /**
   * Opens an output.
   *
   * @throws IllegalArgumentException when it is a file, or on a store no output can be on
   */
  public static RunWatch open(Configuration conf, String output) throws IOException {
    Path path = new Path(output);
    Ledger ledger = Ledger.open(conf, output);
    return new RunWatch(path.getFileSystem(conf), path, ledger);
  }

  /**
   * Looks once.
   *
   * @return empty when there is no run yet; {@link #absent} says why
   * @throws IOException when what is there cannot be read, or is not a run's
   */
  public Optional<RunStatus> look() throws IOException {
    RunDescription known = run == null ? ledger.run().orElse(null) : run;
    if (known == null) {
      return Optional.empty();
    }
    run = known;
    history = ledger.history(known, history);
    String report = store.exists(new Path(output, REPORT)) ? output + "/" + REPORT : null;
    return Optional.of(RunStatus.of(output.toString(), known, history, Instant.now(), report));
  }

  /** Why there is no run, and what to do. */
  public String absent() throws IOException {
    if (!exists()) {
      return "[%s] expected the output of a run, found no such folder; correct it, or wait: a run writes nothing until its input is listed"
          .formatted(output);
    }
    return store.exists(new Path(output, "_residua"))
        ? "[%s] %s: expected what a run is to do, found none yet; its plan is being written, or its driver ended before it was: look again, or run the same command again"
            .formatted(output, RUN)
        : "[%s] %s: expected what a run is to do, found none; this folder is not an output of Residua"
            .formatted(output, RUN);
  }

  private boolean exists() throws IOException {
    try {
      return store.getFileStatus(output).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Looks every five seconds until the run is finished, and prints what changed.
   *
   * @param waiting is told why there is no run yet
   * @param terminal whether one line is written again and again
   * @param json whether an object a line is written instead
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public RunStatus follow(PrintStream out, PrintStream waiting, boolean terminal, boolean json)
      throws IOException, InterruptedException {
    boolean rewritten = terminal && !json;
    String before = "";
    while (true) {
      Optional<RunStatus> status = look();
      String line = status.isEmpty() ? absent() : line(status.get(), json);
      if (!line.equals(before)) {
        print(line, status.isEmpty() ? waiting : out, rewritten && status.isPresent());
      }
      if (status.isPresent() && status.get().state() == RunState.FINISHED) {
        out.print(rewritten ? LiveLine.REWRITE : "");
        return status.get();
      }
      before = line;
      Thread.sleep(BETWEEN_MILLIS);
    }
  }

  private static void print(String line, PrintStream to, boolean rewritten) {
    to.print(rewritten ? LiveLine.REWRITE + line : line + System.lineSeparator());
    to.flush();
  }

  private static String line(RunStatus status, boolean json) {
    StatusText text = new StatusText(status);
    return json ? text.json(false) : text.line();
  }

  /** Prints all of a status. */
  public static void print(RunStatus status, PrintStream out, boolean json) {
    StatusText text = new StatusText(status);
    out.print(json ? text.json(true) + System.lineSeparator() : text.whole());
    out.flush();
  }
}
