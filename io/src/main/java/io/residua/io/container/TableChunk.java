package io.residua.io.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.jspecify.annotations.Nullable;

/**
 * One column of one row group, page by page from any row on: by the page index where the file has
 * one, else by the pages' headers. Holds one page at a time.
 */
final class TableChunk implements PageReader {

  private static final int MOST_INDEX_BYTES = 16 << 20;

  private final TablePages pages;
  private final long begin;
  private final long end;
  private final long rows;
  private final TreeMap<Long, Long> starts = new TreeMap<>();
  private final @Nullable DictionaryPage dictionary;
  private long nextAt;
  private long nextRow;

  TableChunk(
      RangeReader in,
      ColumnDescriptor column,
      ColumnChunkMetaData chunk,
      long rows,
      BytesInputDecompressor codec)
      throws IOException {
    long start = chunk.getStartingPos();
    if (!in.holds(start, chunk.getTotalSize()) || chunk.getValueCount() != rows) {
      throw ContainerDamage.corrupt(
          "Parquet: %s: expected %d values within the file of %d bytes, found %d in bytes %d to %d",
          String.join(".", column.getPath()),
          rows,
          in.length(),
          chunk.getValueCount(),
          start,
          start + chunk.getTotalSize());
    }
    this.pages = new TablePages(in, column, codec);
    this.begin = start;
    this.end = start + chunk.getTotalSize();
    this.rows = rows;
    TablePages.Found first = pages.find(start, end);
    this.dictionary = first.dictionary() ? pages.dictionary(first) : null;
    starts.put(0L, dictionary == null ? start : first.next());
    index(in, chunk.getOffsetIndexReference());
  }

  private void index(RangeReader in, @Nullable IndexReference at) throws IOException {
    if (at == null) {
      return;
    }
    if (!in.holds(at.getOffset(), at.getLength()) || at.getLength() > MOST_INDEX_BYTES) {
      throw ContainerDamage.corrupt(
          "Parquet: expected a page index of at most %d bytes within the file, found %d at byte %d",
          MOST_INDEX_BYTES, at.getLength(), at.getOffset());
    }
    byte[] bytes = CompactBounds.struct(in.stream(at.getOffset(), at.getLength()), at.getLength());
    OffsetIndex index = Util.readOffsetIndex(new ByteArrayInputStream(bytes));
    List<PageLocation> locations = index.getPage_locations();
    locations.forEach(page -> starts.put(page.getFirst_row_index(), page.getOffset()));
  }

  /**
   * Makes the page that holds {@code row} the next.
   *
   * @return the page's first row
   */
  long startAt(long row) throws IOException {
    Map.Entry<Long, Long> start = starts.floorEntry(row);
    nextRow = start == null ? 0 : start.getKey();
    nextAt = start == null ? end : start.getValue();
    for (TablePages.Found page = find(); nextRow + page.rows() <= row; page = find()) {
      nextRow += page.rows();
      nextAt = page.next();
      starts.put(nextRow, nextAt);
    }
    return nextRow;
  }

  /** The row behind the page that was read last. */
  long readTo() {
    return nextRow;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    return dictionary;
  }

  /** Values from the next page on. */
  @Override
  public long getTotalValueCount() {
    return rows - nextRow;
  }

  @Override
  public DataPage readPage() {
    try {
      TablePages.Found page = find();
      while (page.rows() == 0) {
        nextAt = page.next();
        page = find();
      }
      if (page.rows() > rows - nextRow) {
        throw ContainerDamage.corrupt(
            "Parquet: expected a page of at most %d rows, found %d", rows - nextRow, page.rows());
      }
      Long following = starts.higherKey(nextRow);
      nextRow += page.rows();
      nextAt = page.next();
      if (following != null && following != nextRow) {
        throw ContainerDamage.corrupt(
            "Parquet: expected a page to row %d as the page index says, found one to %d",
            following, nextRow);
      }
      return pages.data(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TablePages.Found find() throws IOException {
    if (nextAt < begin || nextAt >= end) {
      throw ContainerDamage.corrupt(
          "Parquet: expected %d rows in a row group, found %d", rows, nextRow);
    }
    return pages.find(nextAt, end);
  }
}
