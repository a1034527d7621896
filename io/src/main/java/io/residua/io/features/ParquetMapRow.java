package io.residua.io.features;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** One row of a file of maps in Parquet, filled by Parquet again and again. */
final class ParquetMapRow {

  private final Map<String, Integer> ints = new HashMap<>();
  private final Map<String, Double> doubles = new HashMap<>();
  private final List<Integer> shape = new ArrayList<>();
  private String uri = "";
  private FloatBuffer values = FloatBuffer.allocate(1 << 16);

  MapRow row() {
    return new MapRow(
        uri,
        number("width"),
        number("height"),
        new Extent(number("valid_width"), number("valid_height")),
        number("left"),
        number("top"),
        Objects.requireNonNull(doubles.get("scale_x"), "scale_x"),
        Objects.requireNonNull(doubles.get("scale_y"), "scale_y"));
  }

  private int number(String column) {
    return Objects.requireNonNull(ints.get(column), column);
  }

  FeatureShape shape() {
    return StageMapReader.shape(shape.stream().mapToInt(Integer::intValue).toArray());
  }

  FloatBuffer values() {
    return values.duplicate().flip();
  }

  private void add(float value) {
    if (!values.hasRemaining()) {
      values = FloatBuffer.allocate(2 * values.capacity()).put(values.flip());
    }
    values.put(value);
  }

  RecordMaterializer<ParquetMapRow> materializer(MessageType schema) {
    FieldsConverter root =
        new FieldsConverter(
            schema.getFields().stream().map(this::converter).toArray(Converter[]::new)) {
          @Override
          public void start() {
            shape.clear();
            values.clear();
          }
        };
    return new RecordMaterializer<>() {
      @Override
      public ParquetMapRow getCurrentRecord() {
        return ParquetMapRow.this;
      }

      @Override
      public GroupConverter getRootConverter() {
        return root;
      }
    };
  }

  private Converter converter(Type field) {
    Cell cell = new Cell(field.getName());
    return field.isPrimitive() ? cell : new FieldsConverter(new FieldsConverter(cell));
  }

  /** A value of a column, or of a column's list. */
  private final class Cell extends PrimitiveConverter {

    private final String column;

    Cell(String column) {
      this.column = column;
    }

    @Override
    public void addBinary(Binary value) {
      if (column.equals("uri")) {
        uri = value.toStringUsingUTF8();
      } else {
        byte[] half = value.getBytes();
        add(Half.toFloat((short) (Byte.toUnsignedInt(half[0]) | half[1] << 8)));
      }
    }

    @Override
    public void addInt(int value) {
      if (column.equals("shape")) {
        shape.add(value);
      } else {
        ints.put(column, value);
      }
    }

    @Override
    public void addFloat(float value) {
      add(value);
    }

    @Override
    public void addDouble(double value) {
      doubles.put(column, value);
    }
  }
}
