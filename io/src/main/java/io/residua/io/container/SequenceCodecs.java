package io.residua.io.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.DeflateCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.io.compress.ZStandardCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/** Hadoop's own codecs, by the names that files give. A file's word loads no class. */
final class SequenceCodecs {

  private static final String PACKAGE = "org.apache.hadoop.io.compress.";

  private SequenceCodecs() {}

  /**
   * The codec of a file.
   *
   * @param where named in messages
   * @throws IllegalArgumentException when it is none of Hadoop's, or needs what is not here
   */
  static CompressionCodec of(Configuration conf, String name, String where) {
    Class<? extends CompressionCodec> known =
        name.startsWith(PACKAGE) ? known(name.substring(PACKAGE.length())) : null;
    if (known == null) {
      throw new IllegalArgumentException(
          "[%s] codec: expected one of Hadoop's Default, Deflate, Gzip, BZip2, Snappy, Lz4 and ZStandardCodec, found %s; write the file with one of them, or leave it out by --exclude"
              .formatted(where, name));
    }
    try {
      CompressionCodec codec = ReflectionUtils.newInstance(known, conf);
      CodecPool.returnDecompressor(CodecPool.getDecompressor(codec));
      return codec;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "[%s] codec: expected the libraries that %s needs, found: %s; write the file with another codec"
              .formatted(where, name, e.getMessage()),
          e);
    }
  }

  private static @Nullable Class<? extends CompressionCodec> known(String name) {
    return switch (name) {
      case "DefaultCodec" -> DefaultCodec.class;
      case "DeflateCodec" -> DeflateCodec.class;
      case "GzipCodec" -> GzipCodec.class;
      case "BZip2Codec" -> BZip2Codec.class;
      case "SnappyCodec" -> SnappyCodec.class;
      case "Lz4Codec" -> Lz4Codec.class;
      case "ZStandardCodec" -> ZStandardCodec.class;
      default -> null;
    };
  }

  /** Decompressed bytes; whoever took them closes them. */
  static InputStream open(CompressionCodec codec, InputStream compressed) throws IOException {
    Decompressor decompressor = CodecPool.getDecompressor(codec);
    InputStream in =
        decompressor == null
            ? codec.createInputStream(compressed)
            : codec.createInputStream(compressed, decompressor);
    return new Pooled(in, decompressor);
  }

  private static final class Pooled extends java.io.FilterInputStream {

    private final @Nullable Decompressor decompressor;
    private boolean closed;

    Pooled(InputStream in, @Nullable Decompressor decompressor) {
      super(in);
      this.decompressor = decompressor;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        super.close();
        CodecPool.returnDecompressor(decompressor);
      }
    }
  }
}
