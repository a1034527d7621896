package io.residua.jobs.verify;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** Proves that an output is whole: the plan, every shard, and nothing besides. */
public final class Verification {

  private final OutputFolder output;
  private final PrintStream out;
  private final Faults faults = new Faults();
  private final Set<String> quarantineFiles = new TreeSet<>();
  private final Map<String, Long> codes = new TreeMap<>();
  private long embedded;

  private Verification(OutputFolder output, PrintStream out) {
    this.output = output;
    this.out = out;
  }

  /**
   * Proves an output and prints the faults found, a line each, or what was proved.
   *
   * @return whether all of it holds
   * @throws IOException when the store does not answer
   */
  public static boolean run(Configuration conf, String output, PrintStream out) throws IOException {
    return new Verification(new OutputFolder(conf, output), out).prove(output);
  }

  private boolean prove(String name) throws IOException {
    if (!output.exists("_residua/run.json")) {
      out.printf("[%s] expected a folder extract wrote, found no _residua/run.json%n", name);
      return false;
    }
    RecordedRun run = RecordedRun.of(output.json("_residua/run.json"));
    faults.requireEqual(
        "_residua/run.json", "settings-id", Digests.ofSettings(run.settings()), run.settingsId());
    new CalibrationProof(output, run, faults).prove();
    provePlan(run);
    proveNothingBesides(run);
    long quarantined = codes.values().stream().mapToLong(Long::longValue).sum();
    faults.requireEqual(name, "embedded + quarantined", run.images(), embedded + quarantined);
    if (faults.count() == 0) {
      new ArrayProof(output, run, faults).prove(embedded);
      new IndexProof(output, run, faults).prove(embedded);
    }
    if (!output.exists("_SUCCESS")) {
      faults.add("_SUCCESS", "the mark of a finished run", "none");
    }
    List<String> first = faults.first();
    first.forEach(out::println);
    if (!first.isEmpty()) {
      out.printf(Locale.ROOT, "%d faults, %d shown%n", faults.count(), first.size());
      return false;
    }
    out.printf(
        Locale.ROOT,
        "proved: %d shards, %d listed = %d embedded + %d quarantined%s%n",
        run.shards(),
        run.images(),
        embedded,
        quarantined,
        codes.isEmpty() ? "" : " " + codes);
    return true;
  }

  private void provePlan(RecordedRun run) throws IOException {
    PlanReader plan = new PlanReader(output);
    int shards = 0;
    for (RecordedRun.RecordedFile file : run.planFiles()) {
      if (!ShardProof.proveBytes(output, file, faults)) {
        return;
      }
      SortedMap<Integer, List<String>> part = plan.read(file.path(), faults);
      for (int shard : part.keySet()) {
        faults.requireEqual(file.path(), "shard", shards++, shard);
      }
      part.entrySet().parallelStream()
          .forEach(
              entry ->
                  add(
                      entry.getKey(),
                      new ShardProof(output, run, entry.getKey(), entry.getValue(), faults)
                          .prove()));
    }
    faults.requireEqual("_residua/plan", "list-id", run.listId(), plan.listId());
    faults.requireEqual("_residua/plan", "images", run.images(), plan.images());
    faults.requireEqual("_residua/plan", "shards", run.shards(), shards);
  }

  private synchronized void add(int shard, ShardProof.Counted counted) {
    embedded += counted.embedded();
    counted.quarantined().forEach((code, images) -> codes.merge(code, images, Long::sum));
    if (!counted.quarantined().isEmpty()) {
      quarantineFiles.add(name(shard) + ".parquet");
    }
  }

  private void proveNothingBesides(RecordedRun run) throws IOException {
    List<String> embeddings = new ArrayList<>();
    List<String> records = new ArrayList<>();
    for (int shard = 0; shard < run.shards(); shard++) {
      embeddings.add(name(shard) + ".parquet");
      records.add(name(shard) + ".json");
    }
    proveOnly("embeddings", Set.copyOf(embeddings));
    proveOnly("quarantine", quarantineFiles);
    proveOnly("_residua/ledger", Set.copyOf(records));
    for (String stage : run.maps()) {
      Set<String> maps = new TreeSet<>();
      for (int shard = 0; shard < run.shards(); shard++) {
        maps.add(name(shard) + "." + run.mapsFormat());
      }
      proveOnly("maps/" + stage, maps);
    }
  }

  private void proveOnly(String folder, Set<String> expected) throws IOException {
    for (String name : output.names(folder)) {
      if (!expected.contains(name)) {
        faults.add(folder + "/" + name, "only files of the run", "a stranger");
      }
    }
  }

  private static String name(int shard) {
    return String.format(Locale.ROOT, "shard-%06d", shard);
  }
}
