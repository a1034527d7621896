package io.residua.io.ledger;

import io.residua.backbone.Stage;
import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.QuarantineParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.parquet.io.LocalInputFile;

/**
 * One attempt's way into the output: embeddings, quarantine, stage maps, and last the record. Any
 * number of attempts at a shard may run at once, die anywhere and be repeated: the first embeddings
 * file placed fixes the outcome of every image, and all others adopt it.
 */
public final class ShardCommit {

  private final OutputStore store;
  private final RunDescription run;
  private final int shard;
  private final List<LakeImage> planned;
  private final ShardMaps maps;
  private final Path spoolFolder;

  ShardCommit(
      OutputStore store, RunDescription run, int shard, List<LakeImage> planned, Path spoolFolder) {
    this.store = store;
    this.run = run;
    this.shard = shard;
    this.planned = List.copyOf(planned);
    this.maps = new ShardMaps(store, run, shard);
    this.spoolFolder = spoolFolder;
  }

  /**
   * Finishes the shard without any decoding when earlier attempts got as far as its embeddings and
   * maps.
   *
   * @return the shard's record, or empty when one of the files is not there
   * @throws IOException when there is one that is not this shard's of this run; it names the file
   */
  public Optional<ShardRecord> adoptIfPresent() throws IOException {
    return store.size(Layout.embeddings(shard)).isEmpty() || !maps.inPlace()
        ? Optional.empty()
        : Optional.of(finish(Map.of(), footer(), Optional.empty(), Map.of()));
  }

  /**
   * The images an earlier attempt's embeddings file has rows of, in the order of the plan; empty
   * when there is no such file.
   *
   * @throws IOException when there is one that is not this shard's of this run; it names the file
   */
  public Optional<List<LakeImage>> embedded() throws IOException {
    return store.size(Layout.embeddings(shard)).isEmpty()
        ? Optional.empty()
        : Optional.of(embedded(footer()));
  }

  /**
   * Places what this attempt made, or adopts what another one placed before.
   *
   * @param spooled finished files of every image of the shard; they stay where they are
   * @param timings milliseconds by stage of the work, for the record
   * @return the record that stands, this attempt's or another's; empty when another attempt's
   *     embeddings are of other images, whose maps are yet to be made
   * @throws IOException when the spooled embeddings are not this shard's with every image in it
   *     once, or the store fails; a further attempt can be made
   */
  public Optional<ShardRecord> commit(SpooledShard spooled, Map<String, Long> timings)
      throws IOException {
    String path = Layout.embeddings(shard);
    Path mine = spooled.embeddings();
    requireMine(EmbeddingFooter.read(new LocalInputFile(mine), mine.toString()), mine);
    String temp = store.stage(OutputStore.Content.of(mine), path);
    FaultPoint.hit("data-temp-written");
    boolean placed = store.place(temp, path);
    FaultPoint.hit("data-visible");
    EmbeddingFooter footer = footer();
    if (!maps.are(embedded(footer), spooled.maps())) {
      return Optional.empty();
    }
    Optional<OutputFile> file =
        placed ? Optional.of(Sha256.describe(path, mine)) : Optional.empty();
    return Optional.of(finish(timings, footer, file, spooled.maps()));
  }

  /**
   * Places the maps of the images that are embedded already.
   *
   * @param spooled finished files by stage, of {@link #embedded}
   * @throws IOException when they are of other images, or the store fails
   */
  public ShardRecord commitMaps(Map<Stage, Path> spooled, Map<String, Long> timings)
      throws IOException {
    EmbeddingFooter footer = footer();
    if (!maps.are(embedded(footer), spooled)) {
      throw new IOException(
          "[%s] maps: expected those of its rows, found an image that gave an embedding before and gives none now; bring the images back as they were planned, or move the file away and run the same command again"
              .formatted(store.name(Layout.embeddings(shard))));
    }
    return finish(timings, footer, Optional.empty(), spooled);
  }

  /** What the embeddings file in place says. */
  private EmbeddingFooter footer() throws IOException {
    String path = Layout.embeddings(shard);
    EmbeddingFooter footer = EmbeddingFooter.read(store.parquet(path), store.name(path));
    requireMine(footer, store.name(path));
    return footer;
  }

  private List<LakeImage> embedded(EmbeddingFooter footer) {
    Set<String> without = new HashSet<>();
    footer.quarantined().forEach(row -> without.add(row.uri()));
    return planned.stream().filter(image -> !without.contains(image.uri())).toList();
  }

  /**
   * From an embeddings file in place to a record in place.
   *
   * @param placed the embeddings file, where this attempt placed it; otherwise it is read
   * @param spooled map files by stage; those that are in place are adopted
   */
  private ShardRecord finish(
      Map<String, Long> timings,
      EmbeddingFooter footer,
      Optional<OutputFile> placed,
      Map<Stage, Path> spooled)
      throws IOException {
    List<OutputFile> files = new ArrayList<>();
    files.add(placed.isPresent() ? placed.get() : describe(Layout.embeddings(shard)));
    if (!footer.quarantined().isEmpty()) {
      files.add(putQuarantine(footer.quarantined()));
    } else if (store.size(Layout.quarantine(shard)).isPresent()) {
      throw otherQuarantine();
    }
    files.addAll(maps.put(embedded(footer), spooled));
    FaultPoint.hit("before-ledger");
    return putRecord(files, footer, timings);
  }

  private ShardRecord putRecord(
      List<OutputFile> files, EmbeddingFooter footer, Map<String, Long> timings)
      throws IOException {
    ShardRecord mine =
        new ShardRecord(
            ShardRecord.FORMAT,
            run.settingsId(),
            run.listId(),
            shard,
            files,
            footer.rows(),
            byCode(footer.quarantined()),
            timings);
    boolean placed = store.putIfAbsent(OutputStore.Content.of(mine.toJson()), Layout.record(shard));
    FaultPoint.hit("ledger-written");
    if (placed) {
      return mine;
    }
    Optional<ShardRecord> standing = LedgerCheck.record(store, run, shard);
    if (standing.isEmpty() || !standing.get().files().equals(files)) {
      throw new IOException(
          "[%s] files: expected %s, found %s; run the same command again, which checks the record"
              .formatted(
                  store.name(Layout.record(shard)),
                  files,
                  standing.map(ShardRecord::files).orElse(List.of())));
    }
    return standing.get();
  }

  private OutputFile putQuarantine(List<QuarantinedRow> rows) throws IOException {
    String path = Layout.quarantine(shard);
    Path spool = spoolFolder.resolve("quarantine-" + UUID.randomUUID());
    try {
      writeQuarantine(spool, rows);
      OutputFile mine = Sha256.describe(path, spool);
      if (!store.putIfAbsent(OutputStore.Content.of(spool), path) && !describe(path).equals(mine)) {
        throw otherQuarantine();
      }
      return mine;
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  private void writeQuarantine(Path spool, List<QuarantinedRow> rows) throws IOException {
    try {
      QuarantineParquet.write(spool, run.fileKeyValues(shard), rows);
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  private IOException otherQuarantine() {
    return new IOException(
        "[%s] expected the rows the shard's embeddings file lists, found others; move it away and run the same command again"
            .formatted(store.name(Layout.quarantine(shard))));
  }

  private OutputFile describe(String path) throws IOException {
    return Sha256.describe(store, path);
  }

  private void requireMine(EmbeddingFooter footer, Object where) throws IOException {
    run.requireOrigin(shard, footer.keyValues(), where);
    if (footer.images() != planned.size()) {
      throw new IOException(
          "[%s] images: expected the %d of the plan, found %d embedded and %d quarantined; move it away and run the same command again"
              .formatted(where, planned.size(), footer.rows(), footer.quarantined().size()));
    }
  }

  private static Map<QuarantineCode, Long> byCode(List<QuarantinedRow> rows) {
    Map<QuarantineCode, Long> codes = new EnumMap<>(QuarantineCode.class);
    rows.forEach(row -> codes.merge(row.code(), 1L, Long::sum));
    return codes;
  }
}
