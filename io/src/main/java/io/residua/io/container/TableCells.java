package io.residua.io.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** A cursor on one column of a table, none of whose values is a list. */
final class TableCells {

  private final RangeReader in;
  private final ParquetMetadata footer;
  private final ColumnDescriptor column;
  private final CompressionCodecFactory codecs;
  private int group = -1;
  private @Nullable TableChunk chunk;
  private @Nullable ColumnReader cells;
  private long at;

  TableCells(
      RangeReader in,
      ParquetMetadata footer,
      ColumnDescriptor column,
      CompressionCodecFactory codecs) {
    this.in = in;
    this.footer = footer;
    this.column = column;
    this.codecs = codecs;
  }

  /** What is read of a cell that is not null. */
  interface Cell<T> {
    T value(ColumnReader cell) throws IOException;
  }

  /**
   * One value, or null. Goes on from the last one where it can.
   *
   * @param row within the row group
   */
  <T> @Nullable T read(int group, long row, Cell<T> cell) throws IOException {
    try {
      ColumnReader reader = seek(group, row);
      return there(reader) ? cell.value(reader) : null;
    } catch (UncheckedIOException e) {
      cells = null;
      throw e.getCause();
    } catch (RuntimeException e) {
      cells = null;
      throw ContainerDamage.corrupt(
          "Parquet: %s: expected values, found: %s", name(), deepest(e).getMessage());
    }
  }

  private ColumnReader seek(int toGroup, long row) throws IOException {
    TableChunk pages = chunk;
    if (toGroup != group || pages == null) {
      chunk = null;
      cells = null;
      pages = chunk(toGroup);
      chunk = pages;
      group = toGroup;
    }
    ColumnReader reader = cells;
    if (reader == null || row < at || row >= pages.readTo()) {
      cells = null;
      at = pages.startAt(row);
      reader = open(pages);
      cells = reader;
    }
    while (at < row) {
      if (there(reader)) {
        reader.skip();
      }
      reader.consume();
      at++;
    }
    return reader;
  }

  private boolean there(ColumnReader reader) {
    return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  private TableChunk chunk(int ofGroup) throws IOException {
    BlockMetaData rows = footer.getBlocks().get(ofGroup);
    for (ColumnChunkMetaData found : rows.getColumns()) {
      if (Arrays.equals(found.getPath().toArray(), column.getPath())) {
        return new TableChunk(
            in, column, found, rows.getRowCount(), codecs.getDecompressor(found.getCodec()));
      }
    }
    throw ContainerDamage.corrupt("Parquet: %s: expected it in each row group", name());
  }

  private ColumnReader open(TableChunk pages) {
    MessageType schema = footer.getFileMetaData().getSchema();
    MessageType alone = new MessageType(schema.getName(), schema.getType(column.getPath()[0]));
    return new ColumnReadStoreImpl(
            new OneColumn(pages),
            new GroupRecordConverter(alone).getRootConverter(),
            alone,
            footer.getFileMetaData().getCreatedBy())
        .getColumnReader(column);
  }

  private String name() {
    return String.join(".", column.getPath());
  }

  private static Throwable deepest(Throwable e) {
    Throwable deepest = e;
    for (int i = 0; i < 10 && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private record OneColumn(TableChunk pages) implements PageReadStore {
    @Override
    public PageReader getPageReader(ColumnDescriptor column) {
      return pages;
    }

    @Override
    public long getRowCount() {
      return pages.getTotalValueCount();
    }
  }
}
