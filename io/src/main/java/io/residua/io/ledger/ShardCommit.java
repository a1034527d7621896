package io.residua.io.ledger;

import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.QuarantineParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.io.LocalInputFile;

/**
 * One attempt's way into the output: embeddings, quarantine, and last the record. Any number of
 * attempts at a shard may run at once, die anywhere and be repeated: the first embeddings file
 * placed fixes the outcome of every image, and all others adopt it.
 */
public final class ShardCommit {

  private final OutputStore store;
  private final RunDescription run;
  private final int shard;
  private final int images;
  private final Path spoolFolder;

  ShardCommit(OutputStore store, RunDescription run, int shard, int images, Path spoolFolder) {
    this.store = store;
    this.run = run;
    this.shard = shard;
    this.images = images;
    this.spoolFolder = spoolFolder;
  }

  /**
   * Finishes the shard without any decoding when an earlier attempt got as far as its embeddings
   * file.
   *
   * @return the shard's record, or empty when there is no embeddings file
   * @throws IOException when there is one that is not this shard's of this run; it names the file
   */
  public Optional<ShardRecord> adoptIfPresent() throws IOException {
    return store.size(Layout.embeddings(shard)).isEmpty()
        ? Optional.empty()
        : Optional.of(finish(Map.of(), Optional.empty()));
  }

  /**
   * Places what this attempt made, or adopts what another one placed before.
   *
   * @param spooled a finished file of {@link io.residua.io.features.EmbeddingParquet}; stays where
   *     it is
   * @param timings milliseconds by stage of the work, for the record
   * @return the record that stands, this attempt's or another's
   * @throws IOException when the spooled file is not this shard's with every image in it once, or
   *     the store fails; a further attempt can be made
   */
  public ShardRecord commit(Path spooled, Map<String, Long> timings) throws IOException {
    String path = Layout.embeddings(shard);
    requireMine(EmbeddingFooter.read(new LocalInputFile(spooled), spooled.toString()), spooled);
    String temp = store.stage(OutputStore.Content.of(spooled), path);
    FaultPoint.hit("data-temp-written");
    boolean placed = store.place(temp, path);
    FaultPoint.hit("data-visible");
    return finish(timings, placed ? Optional.of(Sha256.describe(path, spooled)) : Optional.empty());
  }

  /**
   * From an embeddings file in place to a record in place.
   *
   * @param placed what this attempt placed; otherwise what is there is read and adopted
   */
  private ShardRecord finish(Map<String, Long> timings, Optional<OutputFile> placed)
      throws IOException {
    String path = Layout.embeddings(shard);
    EmbeddingFooter footer = EmbeddingFooter.read(store.parquet(path), store.name(path));
    requireMine(footer, store.name(path));
    List<OutputFile> files = new ArrayList<>();
    files.add(placed.isPresent() ? placed.get() : describe(path));
    if (!footer.quarantined().isEmpty()) {
      files.add(putQuarantine(footer.quarantined()));
    } else if (store.size(Layout.quarantine(shard)).isPresent()) {
      throw otherQuarantine();
    }
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
    try (var in = store.open(path)) {
      return Sha256.describe(path, in);
    }
  }

  private void requireMine(EmbeddingFooter footer, Object where) throws IOException {
    Map<String, String> origin = run.fileKeyValues(shard);
    for (String key : List.of("residua.settings-id", "residua.list-id", "residua.shard")) {
      if (!Objects.equals(origin.get(key), footer.keyValues().get(key))) {
        throw new IOException(
            "[%s] %s: expected %s, found %s; it is not this shard's of this run: move it away, or use another output"
                .formatted(where, key, origin.get(key), footer.keyValues().get(key)));
      }
    }
    if (footer.images() != images) {
      throw new IOException(
          "[%s] images: expected the %d of the plan, found %d embedded and %d quarantined; move it away and run the same command again"
              .formatted(where, images, footer.rows(), footer.quarantined().size()));
    }
  }

  private static Map<QuarantineCode, Long> byCode(List<QuarantinedRow> rows) {
    Map<QuarantineCode, Long> codes = new EnumMap<>(QuarantineCode.class);
    rows.forEach(row -> codes.merge(row.code(), 1L, Long::sum));
    return codes;
  }
}
