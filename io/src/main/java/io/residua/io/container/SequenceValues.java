package io.residua.io.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;

/** Keys and values as they are serialized. */
final class SequenceValues {

  /** Longest key; more would fit no uri. */
  static final int MOST_KEY_BYTES = 4_096;

  /** What {@code BytesWritable} writes before its bytes. */
  static final int LENGTH_BYTES = 4;

  private final @Nullable CompressionCodec codec;

  SequenceValues(@Nullable CompressionCodec codec) {
    this.codec = codec;
  }

  /** Compressed bytes, decompressed; or the bytes themselves. */
  InputStream open(InputStream stored) throws IOException {
    try {
      return codec == null ? stored : SequenceCodecs.open(codec, stored);
    } catch (RuntimeException e) {
      throw undecodable(e);
    }
  }

  /** The bytes of a value, from its length on. */
  static byte[] value(InputStream in, long maxBytes) throws IOException {
    try {
      int length = new SequenceInput(in).readInt();
      SequenceInput.requireLength("an image's bytes", length, Integer.MAX_VALUE);
      if (length > maxBytes) {
        throw ContainerDamage.tooLong("", length, maxBytes);
      }
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    } catch (RuntimeException | InternalError e) {
      throw undecodable(e);
    }
  }

  static String key(SequenceInput in, boolean text) throws IOException {
    int length = text ? in.readVInt() : in.readInt();
    SequenceInput.requireLength("a key's bytes", length, MOST_KEY_BYTES);
    return new String(in.bytes(length), StandardCharsets.UTF_8);
  }

  /** What a codec throws of broken bytes: its own exceptions, {@code InternalError} among them. */
  static ContainerDamage undecodable(Throwable e) {
    return ContainerDamage.corrupt(
        "SequenceFile: expected compressed bytes, found: %s", e.getMessage());
  }
}
