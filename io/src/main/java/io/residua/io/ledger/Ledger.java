package io.residua.io.ledger;

import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.EmbeddingReader;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The book of one output folder: what is to be done, what is done, and the only way to write there.
 * Driver and executors each open their own, one a JVM; it is thread-safe and holds nothing that
 * needs closing.
 */
public final class Ledger {

  private final OutputStore store;

  Ledger(OutputStore store) {
    this.store = store;
  }

  /**
   * Opens the ledger of an output, which need not exist. Writes nothing.
   *
   * @param out a local folder, an {@code hdfs:} or an {@code s3a:} uri
   * @throws IllegalArgumentException when it is a file, or on a store Residua cannot place files on
   */
  public static Ledger open(Configuration conf, String out) throws IOException {
    OutputStore store = OutputStore.of(conf, out);
    if (store.isFile()) {
      throw new IllegalArgumentException(
          "[%s] output: expected a folder, or nothing yet, found a file; choose another --output"
              .formatted(out));
    }
    return new Ledger(store);
  }

  /**
   * What run.json says; empty when no run was ever started here.
   *
   * @throws IOException when it cannot be read or a later version wrote it
   */
  public Optional<RunDescription> run() throws IOException {
    Optional<String> json = store.text(Layout.RUN);
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(RunDescription.fromJson(json.get(), store.name(Layout.RUN)));
  }

  /**
   * Finds out whether the store ever replaces a file by another, before the driver's first write.
   * What it finds goes into the configuration the ledger was opened with, and so to the executors
   * that get that.
   *
   * @return what a person should know of the store, in one line; empty when there is nothing
   * @throws IOException when nothing can be written there
   */
  public Optional<String> settleStore() throws IOException {
    return store.settle();
  }

  /**
   * Freezes a listing into a plan and puts run.json, unless another driver was faster; that one's
   * run is returned then.
   *
   * @param settings everything that decides the values of a feature, {@code Provenance.keyValues()}
   * @param productVersion of the code that runs
   * @param shardImages images of a shard; empty follows {@link ShardSize#of}
   * @throws SettingsDiffer when the faster one has other settings
   * @throws IllegalArgumentException when the folder holds features no run.json speaks of
   */
  public RunDescription freeze(
      Map<String, String> settings, String productVersion, Listing listing, OptionalInt shardImages)
      throws IOException {
    ShardSize size = ShardSize.of(listing.images().size(), shardImages);
    return freeze(settings, productVersion, listing, size, Since.NONE, Map.of());
  }

  /**
   * The same for a run that copies rows from another one, or is in 8 bits.
   *
   * @param size where the plan is cut into shards
   * @param calibration {@link Calibration#summary}; empty for a run not in 8 bits
   */
  public RunDescription freeze(
      Map<String, String> settings,
      String productVersion,
      Listing listing,
      ShardSize size,
      Since since,
      Map<String, String> calibration)
      throws IOException {
    requireNoOrphans();
    FaultPoint.hit("plan-before-write");
    RunDescription mine = describe(settings, productVersion, listing, size, since, calibration);
    FaultPoint.hit("plan-written");
    if (store.putIfAbsent(OutputStore.Content.of(mine.toJson()), Layout.RUN)) {
      return mine;
    }
    RunDescription faster = run().orElseThrow(() -> vanished(Layout.RUN));
    faster.requireSame(settings, listing.selection(), since.output());
    return faster;
  }

  /** Puts the plan's files and says what is in them. */
  private RunDescription describe(
      Map<String, String> settings,
      String productVersion,
      Listing listing,
      ShardSize size,
      Since since,
      Map<String, String> calibration)
      throws IOException {
    Path spoolFolder = SpoolFolder.create("residua-plan-");
    try {
      Plan plan = Plan.cut(listing.images(), size, spoolFolder);
      return new RunDescription(
          RunDescription.FORMAT,
          productVersion,
          settings,
          Sha256.ofSettings(settings),
          listing.selection(),
          listing.columns(),
          plan.listId(),
          listing.images().size(),
          plan.shards(),
          size.images(),
          listing.images().bytes(),
          listing.skippedHidden(),
          listing.skippedByGlob(),
          listing.skippedSpecial(),
          listing.duplicates(),
          plan.put(store),
          since,
          calibration);
    } finally {
      SpoolFolder.delete(spoolFolder);
    }
  }

  /**
   * The calibration that is there: of this run, or of one that died before it was frozen.
   *
   * @throws IOException when it cannot be read
   */
  public Optional<Calibration> calibration() throws IOException {
    if (store.size(Layout.CALIBRATION).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = store.open(Layout.CALIBRATION)) {
      return Optional.of(Calibration.read(in, store.name(Layout.CALIBRATION)));
    }
  }

  /**
   * The calibration a run was frozen with.
   *
   * @throws IOException when it is gone, another one is in its place, or it cannot be read
   */
  public Calibration calibration(RunDescription run) throws IOException {
    String frozen = run.settings().get(Calibration.SETTING);
    Optional<Calibration> found = calibration();
    if (found.isEmpty() || !found.get().sha256().equals(frozen)) {
      throw new IOException(
          "[%s] calibration: expected that of the run, of SHA-256 %s, found %s; bring the file back, or give it by --calibration"
              .formatted(
                  store.name(Layout.CALIBRATION),
                  frozen,
                  found.map(Calibration::sha256).orElse("none")));
    }
    return found.get();
  }

  /**
   * Puts a calibration before its run is frozen, unless another driver was faster.
   *
   * @return the one that is there now
   * @throws IllegalArgumentException when the folder holds features no run.json speaks of
   */
  public Calibration putCalibration(Calibration calibration) throws IOException {
    requireNoOrphans();
    store.putIfAbsent(OutputStore.Content.of(calibration.toJson()), Layout.CALIBRATION);
    FaultPoint.hit("calibration-written");
    return calibration().orElseThrow(() -> vanished(Layout.CALIBRATION));
  }

  private void requireNoOrphans() throws IOException {
    boolean features = !store.files(Layout.EMBEDDINGS).isEmpty();
    if (features && store.size(Layout.RUN).isEmpty()) {
      throw new IllegalArgumentException(
          "[%s] output: expected an empty folder or one of Residua's, found files in it and no %s; choose another --output"
              .formatted(store.name(Layout.EMBEDDINGS), Layout.RUN));
    }
  }

  /** The images of one shard, in the order of the plan; reads only that shard's part of it. */
  public List<LakeImage> images(RunDescription run, int shard) throws IOException {
    OutputFile part = run.planFiles().get(shard / Plan.SHARDS_PER_PART);
    List<LakeImage> images =
        store.size(part.path()).isPresent()
            ? PlanPart.read(store.parquet(part.path()), shard)
            : List.of();
    if (images.isEmpty()) {
      throw new IOException(
          "[%s] plan: expected images of shard %d, found none; the plan is damaged: bring the file back, or start again in another output"
              .formatted(store.name(part.path()), shard));
    }
    return images;
  }

  /**
   * Which shards are done: their record exists and its files have the recorded sizes. A record that
   * is not true any more moves to {@code ledger/void}, and so does {@code _SUCCESS}.
   *
   * @throws IOException when a record cannot be read or is of another run; it names the file
   */
  public LedgerState state(RunDescription run) throws IOException {
    return new LedgerCheck(store, run).state();
  }

  /**
   * What is done and since when, for who watches a run that others work on. Writes nothing.
   *
   * @param known an earlier look at the same run, whose records are not read again; {@link
   *     LedgerHistory#NONE} for the first
   * @throws IOException when a record cannot be read or is of another run; it names the file
   */
  public LedgerHistory history(RunDescription run, LedgerHistory known) throws IOException {
    return new HistoryReader(store, run).read(known);
  }

  /**
   * The way of one attempt at a shard into the output.
   *
   * @param planned the shard's images, in the order of the plan
   * @param spoolFolder a local folder that exists, for small files of the attempt
   */
  public ShardCommit shard(
      RunDescription run, int shard, List<LakeImage> planned, Path spoolFolder) {
    return new ShardCommit(store, run, shard, planned, spoolFolder);
  }

  /**
   * The rows of a shard that is done, without columns passed through; whoever asked closes them.
   *
   * @param channels length of an embedding
   */
  public EmbeddingReader embeddings(int shard, int channels) throws IOException {
    String path = Layout.embeddings(shard);
    return EmbeddingReader.openWithoutPassed(store.parquet(path), store.name(path), channels);
  }

  /** The images of a shard that is done and have no embedding, in the order of the plan. */
  public List<QuarantinedRow> quarantined(int shard) throws IOException {
    String path = Layout.embeddings(shard);
    return EmbeddingFooter.read(store.parquet(path), store.name(path)).quarantined();
  }

  /** Whether the run was ended before with a {@code report.html}, which then is of all of it. */
  public boolean endedWithReport() throws IOException {
    return store.size(Layout.SUCCESS).isPresent() && store.size(Layout.REPORT).isPresent();
  }

  /**
   * Puts {@code report.html}, whole, in the place of an earlier one. Nothing is decided by it.
   *
   * @return its path or uri
   */
  public String putReport(String html) throws IOException {
    store.replace(OutputStore.Content.of(html), Layout.REPORT);
    if (store.size(Layout.SUCCESS).isPresent()) {
      store.deleteTemps();
    }
    return store.name(Layout.REPORT);
  }

  /** Bytes the store has room for, as far as it says; empty where it has no bounds. */
  public OptionalLong freeBytes() throws IOException {
    return store.freeBytes();
  }

  /**
   * Ends a run: when every shard is done and their rows add up to the plan's images, puts {@code
   * _SUCCESS}, then removes what dead attempts left in {@code _residua/temp}. With shards missing
   * it writes nothing; {@link LedgerState#missing} names them.
   *
   * <p>Removing another's temp is safe here: every final name is taken, {@code _SUCCESS} too, so
   * whoever is still alive could only lose, and one whose temp is gone finds the final file.
   *
   * @throws IOException when all shards are there but do not add up to the plan
   */
  public LedgerState complete(RunDescription run) throws IOException {
    LedgerState state = state(run);
    if (!state.missing().isEmpty()) {
      return state;
    }
    long images = state.done().values().stream().mapToLong(ShardRecord::images).sum();
    if (images != run.images()) {
      throw new IOException(
          "[%s] images: expected %d of the plan, found %d in the records; run verify"
              .formatted(store.name(Layout.LEDGER), run.images(), images));
    }
    FaultPoint.hit("before-success");
    if (store.size(Layout.SUCCESS).isEmpty()) {
      store.putIfAbsent(OutputStore.Content.of(""), Layout.SUCCESS);
    }
    store.deleteTemps();
    return state;
  }

  /**
   * Puts the embeddings of a run as one NumPy array, in the order of the plan, unless it is there.
   *
   * @param state with every shard done
   * @param channels length of an embedding
   * @param progress is told now and then how many rows were written
   */
  public void putArray(RunDescription run, LedgerState state, int channels, LongConsumer progress)
      throws IOException {
    new EmbeddingArray(store, run, state, channels, progress).put();
  }

  /**
   * What became of the images of the run rows are copied from. The first call compares the two
   * plans and places {@code deleted.parquet}; later ones read its footer.
   *
   * @param run one that has a {@link RunDescription#since}
   * @throws IllegalArgumentException when that one is gone or changed, on the first call
   */
  public Changes changes(Configuration conf, RunDescription run) throws IOException {
    return new PlanComparison(store, run).changes(conf);
  }

  /**
   * The same where it was placed already; empty where it was not. Writes nothing.
   *
   * @param run one that has a {@link RunDescription#since}
   */
  public Optional<Changes> placedChanges(RunDescription run) throws IOException {
    return store.size(Layout.DELETED).isEmpty()
        ? Optional.empty()
        : Optional.of(new PlanComparison(store, run).placed());
  }

  /** The index of the output's embeddings, there or not. */
  public IndexFolder index() {
    return new IndexFolder(store);
  }

  /**
   * The records of a finished run, by shard. Writes nothing.
   *
   * @throws IllegalArgumentException when it is not finished, or not whole any more
   */
  public SortedMap<Integer, ShardRecord> finished(RunDescription run) throws IOException {
    if (store.size(Layout.SUCCESS).isEmpty()) {
      throw new IllegalArgumentException(
          "[%s] output: expected a finished run, found no %s; finish it by the command it was begun with"
              .formatted(store.name(Layout.SUCCESS), Layout.SUCCESS));
    }
    return new LedgerCheck(store, run).whole();
  }

  private IOException vanished(String path) {
    return new IOException(
        "[%s] expected the file another driver placed, found none; run the same command again"
            .formatted(store.name(path)));
  }
}
