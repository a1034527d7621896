package io.residua.jobs.extract;

import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.ShardCopies;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A shard's file of extracted rows and of those copied from an earlier run, in the order of the
 * plan. Closes the file and the copies.
 */
final class MergedRows implements AutoCloseable {

  private static final int COPIED_AT_ONCE = 64;

  private final EmbeddingParquet file;
  private final ShardCopies copies;
  private final LongConsumer progress;
  private final int channels;
  private final BufferAllocator arrow;
  private @Nullable EmbeddingBatch copied;
  private boolean begun;
  private boolean more;

  /**
   * @param channels length of an embedding
   * @param progress is told how many images more were copied
   */
  MergedRows(
      EmbeddingParquet file,
      ShardCopies copies,
      int channels,
      BufferAllocator arrow,
      LongConsumer progress) {
    this.file = file;
    this.copies = copies;
    this.progress = progress;
    this.channels = channels;
    this.arrow = arrow;
  }

  /** Writes extracted rows, and the copied ones that come before the last of them. */
  void write(EmbeddingBatch extracted) throws IOException {
    int written = 0;
    for (int row = 0; more() && row < extracted.rows(); row++) {
      if (LakeImage.compareUris(copies.uri(), extracted.uri(row)) < 0) {
        file.write(extracted, written, row);
        copyUntil(extracted.uri(row));
        written = row;
      }
    }
    file.write(extracted, written, extracted.rows());
  }

  private boolean more() throws IOException {
    if (!begun) {
      begun = true;
      more = copies.next();
    }
    return more;
  }

  private void copyUntil(String uri) throws IOException {
    EmbeddingBatch rows = copied();
    while (more() && LakeImage.compareUris(copies.uri(), uri) < 0) {
      copy(rows);
    }
    flush(rows);
  }

  private EmbeddingBatch copied() {
    if (copied == null) {
      copied = EmbeddingBatch.allocate(arrow, channels, COPIED_AT_ONCE);
    }
    return copied;
  }

  private void copy(EmbeddingBatch rows) throws IOException {
    copies.appendTo(rows);
    if (rows.rows() == rows.capacity()) {
      flush(rows);
    }
    more = copies.next();
  }

  private void flush(EmbeddingBatch rows) throws IOException {
    file.write(rows);
    progress.accept(rows.rows());
    rows.clear();
  }

  /** Writes the copied rows that are left, and the footer. */
  void finish(List<QuarantinedRow> quarantined) throws IOException {
    if (more()) {
      EmbeddingBatch rows = copied();
      while (more()) {
        copy(rows);
      }
      flush(rows);
    }
    file.finish(quarantined);
  }

  @Override
  public void close() throws IOException {
    try (file;
        copies) {
      if (copied != null) {
        copied.close();
      }
    }
  }
}
