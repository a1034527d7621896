package io.residua.io.features;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** The key-values at the end of an Arrow IPC file, those of its schema and its own. */
final class ArrowKeyValues {

  /** Length of the footer, int32, and the magic. */
  private static final int TAIL_BYTES = Integer.BYTES + ArrowMapFile.MAGIC.length;

  /** The footer of a shard's maps has 24 bytes by record batch. */
  private static final int MOST_FOOTER_BYTES = 64 << 20;

  private ArrowKeyValues() {}

  /**
   * @throws IllegalStateException when it is no whole Arrow file
   */
  static Map<String, String> read(InputFile file) throws IOException {
    long length = file.getLength();
    try (SeekableInputStream in = file.newStream()) {
      int footer = footerLength(in, length);
      in.seek(length - TAIL_BYTES - footer);
      return of(Footer.getRootAsFooter(bytes(in, footer)));
    } catch (EOFException e) {
      throw new IllegalStateException("fewer than " + length + " bytes", e);
    }
  }

  private static int footerLength(SeekableInputStream in, long length) throws IOException {
    // The magic is at the beginning, too, padded to 8 bytes.
    long most = Math.min(length - TAIL_BYTES - Long.BYTES, MOST_FOOTER_BYTES);
    if (most < 1) {
      throw new IllegalStateException(length + " bytes");
    }
    in.seek(length - TAIL_BYTES);
    ByteBuffer tail = bytes(in, TAIL_BYTES);
    int footer = tail.getInt();
    byte[] magic = new byte[ArrowMapFile.MAGIC.length];
    tail.get(magic);
    if (!Arrays.equals(magic, ArrowMapFile.MAGIC)) {
      throw new IllegalStateException("no ARROW1 at its end");
    }
    if (footer < 1 || footer > most) {
      throw new IllegalStateException("a footer of %d bytes".formatted(footer));
    }
    return footer;
  }

  private static ByteBuffer bytes(SeekableInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Map<String, String> of(Footer footer) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < footer.schema().customMetadataLength(); i++) {
      put(footer.schema().customMetadata(i), all);
    }
    for (int i = 0; i < footer.customMetadataLength(); i++) {
      put(footer.customMetadata(i), all);
    }
    return all;
  }

  private static void put(KeyValue keyValue, Map<String, String> to) {
    to.put(keyValue.key(), keyValue.value());
  }
}
