package io.residua.io.features;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;

/**
 * What the footer of a shard's embeddings file says: it alone fixes the outcome of every image of
 * the shard.
 *
 * @param keyValues the origin of the rows
 * @param rows embedded images
 * @param quarantined the other images of the shard
 */
public record EmbeddingFooter(
    Map<String, String> keyValues, long rows, List<QuarantinedRow> quarantined) {

  /** The footer's key of the quarantined rows: a JSON array of objects. */
  public static final String QUARANTINED = "residua.quarantined";

  public EmbeddingFooter {
    keyValues = Map.copyOf(keyValues);
    quarantined = List.copyOf(quarantined);
  }

  /** Images of the shard, embedded or not. */
  public long images() {
    return rows + quarantined.size();
  }

  /**
   * Reads the end of a file.
   *
   * @param where named in messages
   * @throws IOException when it is no whole embeddings file of Residua's
   */
  public static EmbeddingFooter read(InputFile file, String where) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      Map<String, String> all =
          new TreeMap<>(reader.getFooter().getFileMetaData().getKeyValueMetaData());
      String quarantined = all.remove(QUARANTINED);
      if (quarantined == null) {
        throw new IOException(
            "[%s] footer: expected %s, found keys %s; move the file away and run the same command again"
                .formatted(where, QUARANTINED, all.keySet()));
      }
      return new EmbeddingFooter(
          all, reader.getRecordCount(), QuarantinedJson.read(quarantined, where));
    } catch (RuntimeException e) {
      throw new IOException(
          "[%s] expected a whole Parquet file, found: %s; move the file away and run the same command again"
              .formatted(where, e.getMessage()),
          e);
    }
  }
}
