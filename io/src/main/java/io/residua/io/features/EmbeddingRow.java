package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.jspecify.annotations.Nullable;

/** One row of an embeddings file, filled by Parquet again and again. */
final class EmbeddingRow {

  private String uri = "";
  private String sha256 = "";
  private int width;
  private int height;
  private final FloatBuffer embedding;
  private final List<PassedColumn> columns;
  private final List<@Nullable Object> passed;
  private int values;

  /**
   * @param columns passed through from the input, behind the others
   */
  EmbeddingRow(int channels, List<PassedColumn> columns) {
    this.embedding = FloatBuffer.allocate(channels);
    this.columns = List.copyOf(columns);
    this.passed = new ArrayList<>(Collections.nCopies(columns.size(), null));
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

  /** Values of the passed-through columns: a view that holds until the next row. */
  List<@Nullable Object> passed() {
    return Collections.unmodifiableList(passed);
  }

  RecordMaterializer<EmbeddingRow> materializer() {
    List<Converter> fields = new ArrayList<>();
    fields.add(new Text(text -> uri = text));
    fields.add(new Text(text -> sha256 = text));
    fields.add(new Int(number -> width = number));
    fields.add(new Int(number -> height = number));
    fields.add(new FieldsConverter(new FieldsConverter(new Value())));
    for (int i = 0; i < columns.size(); i++) {
      fields.add(new Passed(i));
    }
    FieldsConverter root =
        new FieldsConverter(fields.toArray(Converter[]::new)) {
          @Override
          public void start() {
            embedding.clear();
            values = 0;
            Collections.fill(passed, null);
          }
        };
    return new RecordMaterializer<>() {
      @Override
      public EmbeddingRow getCurrentRecord() {
        return EmbeddingRow.this;
      }

      @Override
      public GroupConverter getRootConverter() {
        return root;
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

  /** A value of a passed-through column, of its {@link PassedColumn#type}'s class. */
  private final class Passed extends PrimitiveConverter {

    private final int index;

    Passed(int index) {
      this.index = index;
    }

    @Override
    public void addBinary(Binary value) {
      boolean text = columns.get(index).type() == PassedType.STRING;
      passed.set(index, text ? value.toStringUsingUTF8() : ByteBuffer.wrap(value.getBytes()));
    }

    @Override
    public void addBoolean(boolean value) {
      passed.set(index, value);
    }

    @Override
    public void addInt(int value) {
      passed.set(index, value);
    }

    @Override
    public void addLong(long value) {
      passed.set(index, value);
    }

    @Override
    public void addFloat(float value) {
      passed.set(index, value);
    }

    @Override
    public void addDouble(double value) {
      passed.set(index, value);
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
}
