package io.residua.io.container;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What of a table is read, and in which row group which rows are.
 *
 * @param name null where rows have none
 * @param firstRows of each row group, from 0
 */
record TableColumns(
    ParquetMetadata footer,
    ColumnDescriptor image,
    @Nullable ColumnDescriptor name,
    List<PassedColumn> passed,
    List<Long> firstRows) {

  /**
   * Finds them.
   *
   * @throws IllegalArgumentException when the table lacks what is asked for
   */
  static TableColumns of(
      ParquetMetadata footer,
      String imageColumn,
      String nameColumn,
      List<String> passed,
      String where) {
    TableSchema schema = new TableSchema(footer.getFileMetaData().getSchema(), where);
    ColumnDescriptor image = schema.image(imageColumn);
    ColumnDescriptor name = schema.name(nameColumn, image);
    List<PassedColumn> through = passed.stream().map(schema::passed).toList();
    return new TableColumns(footer, image, name, through, firstRows(footer));
  }

  private static List<Long> firstRows(ParquetMetadata footer) {
    Long[] first = new Long[footer.getBlocks().size()];
    long row = 0;
    for (int group = 0; group < first.length; group++) {
      first[group] = row;
      row += footer.getBlocks().get(group).getRowCount();
    }
    return List.of(first);
  }

  /** The column of a passed-through value. */
  ColumnDescriptor leaf(PassedColumn column) {
    String[] path = {column.name()};
    return footer.getFileMetaData().getSchema().getColumnDescription(path);
  }

  /** All of them, the images' first. */
  List<TableField> fields() {
    List<String> names = passed.stream().map(PassedColumn::name).toList();
    return TableField.of(footer.getFileMetaData().getSchema(), image, name, names);
  }

  int groups() {
    return firstRows.size();
  }

  long rows(int group) {
    return footer.getBlocks().get(group).getRowCount();
  }

  long firstRow(int group) {
    return firstRows.get(group);
  }

  /** The row group that holds a row of the file. */
  int group(long row) throws ContainerDamage {
    for (int group = groups() - 1; group >= 0; group--) {
      if (row >= firstRow(group) && row - firstRow(group) < rows(group)) {
        return group;
      }
    }
    throw ContainerDamage.corrupt("Parquet: expected a row %d, found none", row);
  }

  /** Uncompressed bytes of a row group's images, their lengths among them. */
  long imageBytes(int group) {
    return footer.getBlocks().get(group).getColumns().stream()
        .filter(chunk -> Arrays.equals(chunk.getPath().toArray(), image.getPath()))
        .mapToLong(chunk -> Math.max(0, chunk.getTotalUncompressedSize()))
        .sum();
  }

  /**
   * Lets only tables pass whose columns in use can be decompressed here.
   *
   * @param where named in messages
   */
  void requireCodecs(CompressionCodecFactory codecs, String where) {
    Set<ColumnPath> needed = new HashSet<>();
    needed.add(ColumnPath.get(image.getPath()));
    passed.forEach(column -> needed.add(ColumnPath.get(leaf(column).getPath())));
    if (name != null) {
      needed.add(ColumnPath.get(name.getPath()));
    }
    for (BlockMetaData group : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (needed.contains(chunk.getPath())) {
          requireCodec(codecs, chunk.getCodec(), where);
        }
      }
    }
  }

  private static void requireCodec(
      CompressionCodecFactory codecs, CompressionCodecName codec, String where) {
    try {
      codecs.getDecompressor(codec);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "[%s] codec: expected one that can be read here, found %s; write the file with zstd, snappy, gzip or without"
              .formatted(where, codec),
          e);
    }
  }
}
