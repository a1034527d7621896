package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes one shard's embeddings to a local spool file; {@link #finish} makes it whole, {@link
 * #close} without it leaves nothing. Not thread-safe. Whoever created it closes it.
 */
public final class EmbeddingParquet implements AutoCloseable {

  private EmbeddingParquet() {}

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param channels length of an embedding
   * @param keyValues what the footer says of the rows' origin
   */
  public static EmbeddingParquet create(Path spool, int channels, Map<String, String> keyValues)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes a batch's rows. The batch can be cleared and filled again. */
  public void write(EmbeddingBatch batch) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the footer, which fixes the outcome of every image of the shard.
   *
   * @param quarantined the images of the shard that have no row, in the order of the plan
   */
  public void finish(List<QuarantinedRow> quarantined) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Aborts what is not finished and deletes the spool file then. Idempotent. */
  @Override
  public void close() throws IOException {}
}
