package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A stage maps file that is written a batch of rows at a time and is either finished or gone. */
abstract sealed class BatchedMapFile implements StageMapFile permits ArrowMapFile, ParquetMapFile {

  private final Path spool;
  private final MapBatch batch;
  private final UriDigest uris = new UriDigest();
  private boolean over;

  BatchedMapFile(Path spool, MapBatch batch) {
    this.spool = spool;
    this.batch = batch;
  }

  /**
   * Opens a file and writes its beginning, or leaves none.
   *
   * @param batch empty; the file closes it
   */
  static StageMapFile create(
      Path spool, MapsFormat format, MapBatch batch, Map<String, String> keyValues)
      throws IOException {
    BatchedMapFile file =
        switch (format) {
          case ARROW -> ArrowMapFile.open(spool, batch, keyValues);
          case PARQUET -> ParquetMapFile.open(spool, batch, keyValues);
        };
    try {
      file.begin();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Writes what comes before any row. */
  abstract void begin() throws IOException;

  /** Writes the rows of a batch, which are at least one. */
  abstract void write(MapBatch rows) throws IOException;

  /**
   * Writes what comes behind the rows, and closes the file.
   *
   * @param counts key-values known only now
   */
  abstract void end(Map<String, String> counts) throws IOException;

  /** Closes the file as it is. */
  abstract void cut() throws IOException;

  @Override
  public final void write(MapRow row, FeatureShape shape, FloatBuffer values) throws IOException {
    requireOpen();
    batch.require(row, shape, values);
    if (!batch.hasRoomFor(shape)) {
      flush();
    }
    batch.append(row, shape, values);
    uris.add(row.uri());
  }

  @Override
  public final void finish() throws IOException {
    requireOpen();
    flush();
    end(MapFooter.counts(uris));
    over = true;
  }

  private void flush() throws IOException {
    if (!batch.rows().isEmpty()) {
      write(batch);
      batch.clear();
    }
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException(
          "[%s] expected an open file, found a finished or closed one".formatted(spool));
    }
  }

  @Override
  public final void close() throws IOException {
    try (batch) {
      if (!over) {
        over = true;
        abort();
      }
    }
  }

  private void abort() throws IOException {
    try {
      cut();
    } finally {
      Files.deleteIfExists(spool);
    }
  }
}
