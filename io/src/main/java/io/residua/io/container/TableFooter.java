package io.residua.io.container;

import io.residua.io.image.QuarantineCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Reads the footer of a Parquet file (parquet-format, "File Format"), bounded. */
final class TableFooter {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL_BYTES = 8;

  /** Ten times the footer of a table of 1,000 columns and 100 row groups. */
  private static final int MOST_BYTES = 64 << 20;

  /** A row takes bits at least, unless it says nothing. */
  private static final long MOST_ROWS_A_BYTE = 64;

  private TableFooter() {}

  /**
   * Reads it.
   *
   * @throws ContainerDamage when there is none, or it contradicts itself or the file
   */
  static ParquetMetadata read(RangeReader in) throws IOException {
    if (in.length() < MAGIC.length + TAIL_BYTES) {
      throw ContainerDamage.truncated(
          "Parquet: expected a header and a footer, found %d bytes", in.length());
    }
    byte[] tail = in.bytes(in.length() - TAIL_BYTES, TAIL_BYTES);
    byte[] magic = Arrays.copyOfRange(tail, 4, TAIL_BYTES);
    if (Arrays.equals(magic, ENCRYPTED)) {
      throw new ContainerDamage(
          QuarantineCode.UNSUPPORTED_FORMAT, "Parquet: encrypted; write it again without");
    }
    boolean begun = Arrays.equals(in.bytes(0, MAGIC.length), MAGIC);
    if (!begun || !Arrays.equals(magic, MAGIC)) {
      throw begun
          ? ContainerDamage.truncated("Parquet: expected PAR1 at the end, found other bytes")
          : ContainerDamage.corrupt("Parquet: expected PAR1 at the beginning, found other bytes");
    }
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 1 || length > MOST_BYTES || length > in.length() - MAGIC.length - TAIL_BYTES) {
      throw ContainerDamage.corrupt(
          "Parquet: expected a footer of 1 to %d bytes within the file of %d, found %d",
          MOST_BYTES, in.length(), length);
    }
    byte[] footer =
        CompactBounds.struct(in.stream(in.length() - TAIL_BYTES - length, length), length);
    return checked(in, parse(footer));
  }

  private static ParquetMetadata parse(byte[] footer) throws IOException {
    try {
      return new ParquetMetadataConverter(
              ParquetReadOptions.builder(new PlainParquetConfiguration()).build())
          .readParquetMetadata(
              new ByteArrayInputStream(footer), ParquetMetadataConverter.NO_FILTER);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw ContainerDamage.corrupt("Parquet: expected a footer, found: %s", e.getMessage());
    }
  }

  private static ParquetMetadata checked(RangeReader in, ParquetMetadata footer)
      throws ContainerDamage {
    long rows = 0;
    for (BlockMetaData group : footer.getBlocks()) {
      long most = MOST_ROWS_A_BYTE * in.length() - rows;
      if (group.getRowCount() < 0 || group.getRowCount() > most) {
        throw ContainerDamage.corrupt(
            "Parquet: expected at most %d rows in %d bytes, found a row group of %d",
            most, in.length(), group.getRowCount());
      }
      rows += group.getRowCount();
    }
    return footer;
  }
}
