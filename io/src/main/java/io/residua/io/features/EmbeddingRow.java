package io.residua.io.features;

import java.nio.FloatBuffer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** One row of an embeddings file, filled by Parquet again and again. */
final class EmbeddingRow {

  private String uri = "";
  private String sha256 = "";
  private int width;
  private int height;
  private final FloatBuffer embedding;
  private int values;

  EmbeddingRow(int channels) {
    this.embedding = FloatBuffer.allocate(channels);
  }

  String uri() {
    return uri;
  }

  String sha256() {
    return sha256;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** How many values the embedding has in the file. */
  int values() {
    return values;
  }

  /** float32 {@code [channels]}: a view that holds until the next row. */
  FloatBuffer embedding() {
    return embedding.duplicate().flip();
  }

  RecordMaterializer<EmbeddingRow> materializer() {
    Group list = new Group(new Group(new Value()));
    Group columns =
        new Group(
            new Text(text -> uri = text),
            new Text(text -> sha256 = text),
            new Int(number -> width = number),
            new Int(number -> height = number),
            list) {
          @Override
          public void start() {
            embedding.clear();
            values = 0;
          }
        };
    return new RecordMaterializer<>() {
      @Override
      public EmbeddingRow getCurrentRecord() {
        return EmbeddingRow.this;
      }

      @Override
      public GroupConverter getRootConverter() {
        return columns;
      }
    };
  }

  /** A value of the embedding; those beyond its length are counted and not kept. */
  private final class Value extends PrimitiveConverter {
    @Override
    public void addFloat(float value) {
      values++;
      if (embedding.hasRemaining()) {
        embedding.put(value);
      }
    }
  }

  private static final class Text extends PrimitiveConverter {

    private final Consumer<String> to;

    Text(Consumer<String> to) {
      this.to = to;
    }

    @Override
    public void addBinary(Binary value) {
      to.accept(value.toStringUsingUTF8());
    }
  }

  private static final class Int extends PrimitiveConverter {

    private final IntConsumer to;

    Int(IntConsumer to) {
      this.to = to;
    }

    @Override
    public void addInt(int value) {
      to.accept(value);
    }
  }

  private static class Group extends GroupConverter {

    private final Converter[] fields;

    Group(Converter... fields) {
      this.fields = fields;
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      // The row is emptied where it begins.
    }

    @Override
    public void end() {
      // The row is whole when Parquet asks for it.
    }
  }
}
