package io.residua.io.ledger;

import io.residua.backbone.Stage;
import io.residua.io.container.PassedColumn;
import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * A finished run another one copies rows from. Only read: nothing of it is written, moved or
 * removed, whatever is found wrong with it. Thread-safe; holds nothing that needs closing.
 */
public final class EarlierRun {

  private final OutputStore store;
  private final String output;
  private final RunDescription run;
  private final EarlierPlan plan;

  private EarlierRun(OutputStore store, String output) throws IOException {
    this.store = store;
    this.output = output;
    this.run =
        new Ledger(store)
            .run()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "[%s] since: expected the output of a run, found no %s; correct --since, or leave it out to extract everything"
                            .formatted(output, Layout.RUN)));
    this.plan = new EarlierPlan(store, run);
  }

  /**
   * Opens a run for the driver.
   *
   * @param output its folder, qualified
   * @throws IllegalArgumentException when there is none
   */
  public static EarlierRun open(Configuration conf, String output) throws IOException {
    return new EarlierRun(OutputStore.of(conf, output), output);
  }

  /**
   * Opens the run an incremental one was frozen with.
   *
   * @throws IllegalArgumentException when it is gone, or another run is in its place
   */
  public static EarlierRun open(Configuration conf, Since since) throws IOException {
    EarlierRun earlier = open(conf, since.output());
    earlier.require("list-id", since.listId(), earlier.run.listId());
    earlier.require("settings-id", since.settingsId(), earlier.run.settingsId());
    return earlier;
  }

  /** What it did. */
  public RunDescription run() {
    return run;
  }

  /**
   * The calibration its rows were made with; empty when it is not in 8 bits.
   *
   * @throws IOException when it is gone or cannot be read
   */
  public Optional<Calibration> calibration() throws IOException {
    return run.settings().containsKey(Calibration.SETTING)
        ? Optional.of(new Ledger(store).calibration(run))
        : Optional.empty();
  }

  /**
   * What an incremental run freezes of this one. Reads its records.
   *
   * @throws IllegalArgumentException when it is not finished, or not whole any more, or has files
   *     that nothing is known of here and that would not be copied
   */
  public Since since() throws IOException {
    if (store.size(Layout.SUCCESS).isEmpty()) {
      throw unfit("a finished run", "no " + Layout.SUCCESS);
    }
    SortedMap<Integer, ShardRecord> records = new LedgerCheck(store, run).whole();
    Sha256 ledger = new Sha256();
    for (ShardRecord record : records.values()) {
      for (OutputFile file : record.files()) {
        if (!known(record.shard()).contains(file.path())) {
          throw unfit("files that are copied", file.path());
        }
        ledger.add(file.bytes() + " " + file.sha256() + " " + file.path() + "\n");
      }
    }
    return new Since(output, run.listId(), run.settingsId(), ledger.hex());
  }

  private Set<String> known(int shard) {
    Set<String> paths = new HashSet<>();
    paths.add(Layout.embeddings(shard));
    paths.add(Layout.quarantine(shard));
    for (Stage stage : run.maps().stages()) {
      paths.add(Layout.maps(stage, run.maps().format(), shard));
    }
    return paths;
  }

  /**
   * Lets only the run pass that was frozen, as it was then. Reads its records.
   *
   * @throws IllegalArgumentException when it is not finished any more, or changed
   */
  public void requireUnchanged(Since frozen) throws IOException {
    require("ledger-id", frozen.ledgerId(), since().ledgerId());
  }

  /**
   * Lets only the same settings pass.
   *
   * @throws SettingsDiffer naming every difference
   */
  public void requireSame(Map<String, String> settings) {
    SettingsDiffer.checkSince(output, run, settings);
  }

  /**
   * Lets only a run pass that passes the same columns through, as its rows have them.
   *
   * @throws IllegalArgumentException when a name or type differs
   */
  public void requireColumns(List<PassedColumn> columns) {
    if (!run.columns().equals(columns)) {
      throw unfit("rows with the columns " + columns, run.columns().toString());
    }
  }

  private void require(String what, String frozen, String found) {
    if (!frozen.equals(found)) {
      throw new IllegalArgumentException(
          "[%s] since: expected the run rows were copied from, of %s %s, found %s; bring that run back, or extract into another --output"
              .formatted(output, what, frozen, found));
    }
  }

  private IllegalArgumentException unfit(String expected, String found) {
    return new IllegalArgumentException(
        "[%s] since: expected %s, found %s; finish it by the command it was begun with, give the same --columns, or leave --since out to extract everything"
            .formatted(output, expected, found));
  }

  EarlierPlan plan() {
    return plan;
  }

  /** Uris of a shard that have no row in its embeddings. */
  Set<String> quarantined(int shard) throws IOException {
    if (record(shard).quarantined().isEmpty()) {
      return Set.of();
    }
    String path = Layout.embeddings(shard);
    Set<String> uris = new HashSet<>();
    for (QuarantinedRow row :
        EmbeddingFooter.read(store.parquet(path), store.name(path)).quarantined()) {
      uris.add(row.uri());
    }
    return uris;
  }

  /**
   * What can be copied of a shard of another run: the images that are as they were and have an
   * embedding.
   *
   * @param planned the shard's images, in the order of the plan
   * @param channels length of an embedding
   * @param spoolFolder a local folder that exists
   */
  public ShardCopies copies(List<LakeImage> planned, int channels, Path spoolFolder)
      throws IOException {
    Map<String, LakeImage> byUri = new HashMap<>();
    planned.forEach(image -> byUri.put(image.uri(), image));
    SortedMap<Integer, Set<String>> byShard = new TreeMap<>();
    String last = planned.get(planned.size() - 1).uri();
    for (int shard = plan.shardOf(planned.get(0).uri());
        shard < run.shards() && LakeImage.compareUris(plan.firstUri(shard), last) <= 0;
        shard++) {
      Set<String> uris = unchanged(shard, byUri);
      if (!uris.isEmpty()) {
        byShard.put(shard, uris);
      }
    }
    return new ShardCopies(this, byShard, planned, channels, spoolFolder);
  }

  /** Uris of a shard with an embedding, of images that are the same now. */
  private Set<String> unchanged(int shard, Map<String, LakeImage> now) throws IOException {
    Set<String> uris = new HashSet<>();
    for (LakeImage image : new Ledger(store).images(run, shard)) {
      if (image.equals(now.get(image.uri()))) {
        uris.add(image.uri());
      }
    }
    if (!uris.isEmpty()) {
      uris.removeAll(quarantined(shard));
    }
    return uris;
  }

  /** The record of a shard, which a finished run has. */
  ShardRecord record(int shard) throws IOException {
    Optional<ShardRecord> record = LedgerCheck.record(store, run, shard);
    return record.orElseThrow(() -> damaged(Layout.record(shard), "a record", "none"));
  }

  /**
   * Copies a file of a shard to a local one.
   *
   * @throws IOException when it is not the file the shard's record speaks of, by length and SHA-256
   */
  void spool(int shard, String path, Path spool) throws IOException {
    OutputFile recorded = recorded(shard, path);
    long bytes = size(path);
    if (bytes != recorded.bytes()) {
      throw damaged(path, recorded.bytes() + " bytes", String.valueOf(bytes));
    }
    OutputFile copied;
    try (var in = store.open(path);
        var out = Files.newOutputStream(spool, StandardOpenOption.CREATE_NEW)) {
      copied = Sha256.copy(path, in, out, recorded.bytes());
    }
    if (!copied.equals(recorded)) {
      throw damaged(path, "SHA-256 " + recorded.sha256(), copied.sha256());
    }
  }

  private OutputFile recorded(int shard, String path) throws IOException {
    for (OutputFile file : record(shard).files()) {
      if (file.path().equals(path)) {
        return file;
      }
    }
    throw damaged(Layout.record(shard), "a record of " + path, "none");
  }

  private long size(String path) throws IOException {
    return store.size(path).orElse(-1);
  }

  private IOException damaged(String path, String expected, String found) {
    return new IOException(
        "[%s] since: expected %s, found %s; bring the file back (verify says what else is wrong), or extract into another --output without --since"
            .formatted(store.name(path), expected, found));
  }

  String name(int shard) {
    return store.name(Layout.embeddings(shard));
  }
}
