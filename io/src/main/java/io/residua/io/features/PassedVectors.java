package io.residua.io.features;

import io.residua.io.container.Container;
import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** The nullable vectors of passed-through columns. A view of a batch's vectors. */
final class PassedVectors {

  private final List<PassedColumn> columns;
  private final List<FieldVector> vectors;

  /**
   * @param vectors made of {@link #fields}, in their order
   */
  PassedVectors(List<PassedColumn> columns, List<FieldVector> vectors) {
    this.columns = columns;
    this.vectors = vectors;
  }

  List<PassedColumn> columns() {
    return columns;
  }

  /** Fields named as the columns. */
  static List<Field> fields(List<PassedColumn> columns) {
    return columns.stream()
        .map(column -> new Field(column.name(), FieldType.nullable(type(column.type())), null))
        .toList();
  }

  /** Most bytes a column takes by row. */
  static long mostBytes(PassedColumn column) {
    boolean variable = column.type() == PassedType.STRING || column.type() == PassedType.BINARY;
    return variable ? Container.MOST_VALUE_BYTES : 2L * Long.BYTES;
  }

  private static ArrowType type(PassedType type) {
    return switch (type) {
      case STRING -> ArrowType.Utf8.INSTANCE;
      case BINARY -> ArrowType.Binary.INSTANCE;
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INT32 -> new ArrowType.Int(32, true);
      case INT64 -> new ArrowType.Int(64, true);
      case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIMESTAMP_MILLIS -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC");
      case TIMESTAMP_MICROS -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      case TIMESTAMP_NANOS -> new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC");
      case LOCAL_TIMESTAMP_MILLIS -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, null);
      case LOCAL_TIMESTAMP_MICROS -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case LOCAL_TIMESTAMP_NANOS -> new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
    };
  }

  /**
   * Sets a row.
   *
   * @param values in the order of the columns; empty where the image has none
   */
  void set(int row, List<@Nullable Object> values) {
    if (!values.isEmpty() && values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "[embedding batch] values: expected %d, found %d"
              .formatted(columns.size(), values.size()));
    }
    for (int i = 0; i < vectors.size(); i++) {
      Object value = values.isEmpty() ? null : values.get(i);
      if (value == null) {
        setNull(vectors.get(i), row);
      } else {
        set(vectors.get(i), row, columns.get(i).type().javaType().cast(value));
      }
    }
  }

  private static void setNull(FieldVector vector, int row) {
    if (vector instanceof BaseVariableWidthVector text) {
      text.setNull(row);
    } else {
      ((BaseFixedWidthVector) vector).setNull(row);
    }
  }

  private static void set(FieldVector vector, int row, Object value) {
    if (vector instanceof BaseVariableWidthVector variable) {
      variable.setSafe(row, bytes(value));
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, Boolean.TRUE.equals(value) ? 1 : 0);
    } else if (vector instanceof IntVector ints) {
      ints.setSafe(row, (Integer) value);
    } else if (vector instanceof DateDayVector days) {
      days.setSafe(row, (Integer) value);
    } else if (vector instanceof BigIntVector longs) {
      longs.setSafe(row, (Long) value);
    } else if (vector instanceof TimeStampVector times) {
      times.setSafe(row, (Long) value);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(row, (Float) value);
    } else {
      ((Float8Vector) vector).setSafe(row, (Double) value);
    }
  }

  private static byte[] bytes(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return ((String) value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Hands a row's values to Parquet; a null is left out.
   *
   * @param index of the first column in the file's schema
   */
  void write(int row, RecordConsumer to, int index) {
    for (int i = 0; i < vectors.size(); i++) {
      FieldVector vector = vectors.get(i);
      if (!vector.isNull(row)) {
        to.startField(columns.get(i).name(), index + i);
        write(vector, row, to);
        to.endField(columns.get(i).name(), index + i);
      }
    }
  }

  private static void write(FieldVector vector, int row, RecordConsumer to) {
    if (vector instanceof BaseVariableWidthVector variable) {
      to.addBinary(Binary.fromConstantByteArray(variable.get(row)));
    } else if (vector instanceof BitVector bits) {
      to.addBoolean(bits.get(row) != 0);
    } else if (vector instanceof IntVector ints) {
      to.addInteger(ints.get(row));
    } else if (vector instanceof DateDayVector days) {
      to.addInteger(days.get(row));
    } else if (vector instanceof BigIntVector longs) {
      to.addLong(longs.get(row));
    } else if (vector instanceof TimeStampVector times) {
      to.addLong(times.get(row));
    } else if (vector instanceof Float4Vector floats) {
      to.addFloat(floats.get(row));
    } else {
      to.addDouble(((Float8Vector) vector).get(row));
    }
  }
}
