package io.residua.io.features;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;

/**
 * What the end of a stage maps file says of its rows.
 *
 * @param keyValues the origin of the rows, and their stage
 * @param rows images with a map
 * @param urisSha256 {@link #urisSha256(Iterable)} of the rows' uris
 */
public record MapFooter(Map<String, String> keyValues, long rows, String urisSha256) {

  /** The key of the stage the maps are of. */
  public static final String STAGE = "residua.map-stage";

  /** The footer's key of the number of rows, decimal. */
  public static final String ROWS = "residua.rows";

  /** The footer's key of {@link #urisSha256}. */
  public static final String ROWS_SHA256 = "residua.rows-sha256";

  public MapFooter {
    keyValues = Map.copyOf(keyValues);
  }

  /**
   * SHA-256 of uris in their order, as 64 lower-case hex digits. What is hashed is, for each uri,
   * the number of its UTF-8 bytes, decimal without zeros in front, a space, these bytes and a
   * newline.
   */
  public static String urisSha256(Iterable<String> uris) {
    UriDigest digest = new UriDigest();
    uris.forEach(digest::add);
    return digest.hex();
  }

  /** What is known of a file before its rows. */
  static Map<String, String> origin(MapLayout layout, Map<String, String> keyValues) {
    Map<String, String> all = new TreeMap<>(keyValues);
    all.put(STAGE, layout.stage().label());
    return all;
  }

  /** What is known of a file behind its rows. */
  static Map<String, String> counts(UriDigest uris) {
    return Map.of(ROWS, Long.toString(uris.uris()), ROWS_SHA256, uris.hex());
  }

  /**
   * Reads the end of a file.
   *
   * @param where named in messages
   * @throws IOException when it is no whole stage maps file of Residua's
   */
  public static MapFooter read(InputFile file, MapsFormat format, String where) throws IOException {
    try {
      return switch (format) {
        case ARROW -> of(ArrowKeyValues.read(file), where);
        case PARQUET -> parquet(file, where);
      };
    } catch (RuntimeException e) {
      throw new IOException(
          "[%s] expected a whole file of maps in %s, found: %s; move the file away and run the same command again"
              .formatted(where, format.label(), e.getMessage()),
          e);
    }
  }

  private static MapFooter parquet(InputFile file, String where) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      MapFooter footer = of(reader.getFooter().getFileMetaData().getKeyValueMetaData(), where);
      if (footer.rows != reader.getRecordCount()) {
        throw new IllegalStateException(
            "%s of %d and %d rows".formatted(ROWS, footer.rows, reader.getRecordCount()));
      }
      return footer;
    }
  }

  private static MapFooter of(Map<String, String> keyValues, String where) throws IOException {
    Map<String, String> all = new TreeMap<>(keyValues);
    String rows = all.remove(ROWS);
    String sha256 = all.remove(ROWS_SHA256);
    if (rows == null || sha256 == null) {
      throw new IOException(
          "[%s] footer: expected %s and %s, found keys %s; move the file away and run the same command again"
              .formatted(where, ROWS, ROWS_SHA256, keyValues.keySet()));
    }
    return new MapFooter(all, Long.parseLong(rows), sha256);
  }
}
