package io.residua.io.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt's way into the output: embeddings, quarantine, and last the record. Any number of
 * attempts at a shard may run at once, die anywhere and be repeated: the first embeddings file
 * placed fixes the outcome of every image, and all others adopt it.
 */
public final class ShardCommit {

  private ShardCommit() {}

  /**
   * Finishes the shard without any decoding when an earlier attempt got as far as its embeddings
   * file.
   *
   * @return the shard's record, or empty when there is no embeddings file
   * @throws IOException when there is one that is not this shard's of this run; it names the file
   */
  public Optional<ShardRecord> adoptIfPresent() throws IOException {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
