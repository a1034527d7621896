package io.residua.io.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Reads single pages of one column, none of whose values is a list. */
final class TablePages {

  /** Page and decompressed page are in memory together, for each column. */
  static final int MOST_PAGE_BYTES = 512 << 20;

  private static final int MOST_HEADER_BYTES = 16 << 20;

  /**
   * Where a page is.
   *
   * @param bodyAt behind the header
   */
  record Found(PageHeader header, long bodyAt) {
    long next() {
      return bodyAt + header.getCompressed_page_size();
    }

    boolean dictionary() {
      return header.getType() == PageType.DICTIONARY_PAGE;
    }

    /** Values of a data page, nulls too, which without lists are its rows; 0 of other pages. */
    int rows() {
      return switch (header.getType()) {
        case DATA_PAGE -> header.getData_page_header().getNum_values();
        case DATA_PAGE_V2 -> header.getData_page_header_v2().getNum_values();
        default -> 0;
      };
    }
  }

  private final RangeReader in;
  private final ColumnDescriptor column;
  private final BytesInputDecompressor codec;
  private final int levelWidth;

  TablePages(RangeReader in, ColumnDescriptor column, BytesInputDecompressor codec) {
    this.in = in;
    this.column = column;
    this.codec = codec;
    this.levelWidth = Integer.SIZE - Integer.numberOfLeadingZeros(column.getMaxDefinitionLevel());
  }

  /**
   * Reads a page's header.
   *
   * @param end of the column's pages
   */
  Found find(long at, long end) throws IOException {
    byte[] bytes =
        CompactBounds.struct(in.stream(at, end - at), (int) Math.min(MOST_HEADER_BYTES, end - at));
    PageHeader header;
    try {
      header = Util.readPageHeader(new ByteArrayInputStream(bytes));
    } catch (IOException | RuntimeException e) {
      throw ContainerDamage.corrupt(
          "Parquet: expected a page's header at byte %d, found another", at);
    }
    Found found = new Found(header, at + bytes.length);
    int compressed = header.getCompressed_page_size();
    int size = header.getUncompressed_page_size();
    if (Math.max(size, compressed) > MOST_PAGE_BYTES) {
      throw ContainerDamage.tooLong(
          "page of " + String.join(".", column.getPath()) + ", to be written with fewer rows: ",
          Math.max(size, compressed),
          MOST_PAGE_BYTES);
    }
    if (size < 0 || compressed < 0 || compressed > end - found.bodyAt() || found.rows() < 0) {
      throw ContainerDamage.corrupt(
          "Parquet: expected a page within its column, found one of %d bytes, compressed %d, at byte %d",
          size, compressed, at);
    }
    return found;
  }

  DictionaryPage dictionary(Found found) throws IOException {
    DictionaryPageHeader header = found.header().getDictionary_page_header();
    int size = found.header().getUncompressed_page_size();
    if (header.getNum_values() < 0 || header.getNum_values() > size) {
      throw ContainerDamage.corrupt(
          "Parquet: expected at most %d values in a dictionary, found %d",
          size, header.getNum_values());
    }
    byte[] body = decompress(body(found), 0, size);
    return new DictionaryPage(
        BytesInput.from(body), header.getNum_values(), encoding(header.getEncoding()));
  }

  DataPage data(Found found) throws IOException {
    byte[] body = body(found);
    return found.header().getType() == PageType.DATA_PAGE
        ? first(found.header(), body)
        : second(found.header(), body);
  }

  private DataPage first(PageHeader page, byte[] compressed) throws IOException {
    DataPageHeader header = page.getData_page_header();
    byte[] body = decompress(compressed, 0, page.getUncompressed_page_size());
    Encoding levels = encoding(header.getDefinition_level_encoding());
    Encoding values = encoding(header.getEncoding());
    RunBounds bounds = new RunBounds(body, 0, body.length);
    if (levelWidth > 0 && levels == Encoding.RLE) {
      bounds.withLength(levelWidth, header.getNum_values());
    } else if (levelWidth > 0) {
      bounds.skip(((long) header.getNum_values() * levelWidth + 7) / 8);
    }
    bounds.values(values, header.getNum_values());
    return new DataPageV1(
        BytesInput.from(body),
        header.getNum_values(),
        body.length,
        null,
        encoding(header.getRepetition_level_encoding()),
        levels,
        values);
  }

  private DataPage second(PageHeader page, byte[] body) throws IOException {
    DataPageHeaderV2 header = page.getData_page_header_v2();
    int repetition = header.getRepetition_levels_byte_length();
    int definition = header.getDefinition_levels_byte_length();
    if (repetition < 0 || definition < 0 || (long) repetition + definition > body.length) {
      throw ContainerDamage.corrupt(
          "Parquet: expected levels within a page of %d bytes, found %d and %d",
          body.length, repetition, definition);
    }
    int levels = repetition + definition;
    int size = page.getUncompressed_page_size() - levels;
    byte[] values =
        header.isIs_compressed()
            ? decompress(body, levels, size)
            : whole(ByteBuffer.wrap(body, levels, body.length - levels), size);
    new RunBounds(body, repetition, levels).runs(levelWidth, header.getNum_values());
    Encoding encoding = encoding(header.getEncoding());
    new RunBounds(values, 0, values.length).values(encoding, header.getNum_values());
    return DataPageV2.uncompressed(
        header.getNum_rows(),
        header.getNum_nulls(),
        header.getNum_values(),
        BytesInput.from(body, 0, repetition),
        BytesInput.from(body, repetition, definition),
        encoding,
        BytesInput.from(values),
        null);
  }

  private byte[] body(Found found) throws IOException {
    byte[] body = in.bytes(found.bodyAt(), found.header().getCompressed_page_size());
    if (found.header().isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(body);
      if ((int) crc.getValue() != found.header().getCrc()) {
        throw ContainerDamage.corrupt(
            "Parquet: expected the page's checksum at byte %d, found another", found.bodyAt());
      }
    }
    return body;
  }

  private byte[] decompress(byte[] body, int from, int size) throws IOException {
    if (size == 0) {
      return new byte[0];
    }
    ByteBuffer bytes;
    try {
      BytesInput page = codec.decompress(BytesInput.from(body, from, body.length - from), size);
      // As one array: LZ4's decompressor cannot stop within a page.
      ByteBufferInputStream whole = page.toInputStream();
      bytes = whole.slice(whole.available());
    } catch (IOException | RuntimeException | InternalError e) {
      throw ContainerDamage.corrupt(
          "Parquet: %s: expected a page of %d bytes, found: %s",
          String.join(".", column.getPath()), size, e.getMessage());
    }
    return whole(bytes, size);
  }

  private static byte[] whole(ByteBuffer bytes, int size) throws ContainerDamage {
    if (bytes.remaining() != size) {
      throw ContainerDamage.corrupt(
          "Parquet: expected a page of %d bytes, found %d", size, bytes.remaining());
    }
    if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == size) {
      return bytes.array();
    }
    byte[] copy = new byte[size];
    bytes.get(copy);
    return copy;
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding)
      throws ContainerDamage {
    try {
      return Encoding.valueOf(encoding.name());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw ContainerDamage.corrupt("Parquet: expected a known encoding, found %s", encoding);
    }
  }
}
