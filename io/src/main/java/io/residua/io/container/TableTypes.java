package io.residua.io.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Parquet's types as those that can be passed through, and their values. */
final class TableTypes {

  private TableTypes() {}

  /** The type of a column's values; null where they cannot be passed through. */
  static @Nullable PassedType of(PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BINARY -> binary(annotation);
      case BOOLEAN -> annotation == null ? PassedType.BOOLEAN : null;
      case FLOAT -> annotation == null ? PassedType.FLOAT : null;
      case DOUBLE -> annotation == null ? PassedType.DOUBLE : null;
      case INT32 ->
          annotation instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
              ? PassedType.DATE
              : integer(annotation, 32) ? PassedType.INT32 : null;
      case INT64 ->
          annotation instanceof TimestampLogicalTypeAnnotation timestamp
              ? timestamp(timestamp)
              : integer(annotation, 64) ? PassedType.INT64 : null;
      default -> null;
    };
  }

  private static @Nullable PassedType binary(@Nullable LogicalTypeAnnotation annotation) {
    if (annotation == null) {
      return PassedType.BINARY;
    }
    boolean text =
        annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
            || annotation instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
            || annotation instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
    return text ? PassedType.STRING : null;
  }

  private static boolean integer(@Nullable LogicalTypeAnnotation annotation, int bits) {
    return annotation == null
        || (annotation instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer
            && (integer.isSigned() || integer.getBitWidth() < bits));
  }

  private static PassedType timestamp(TimestampLogicalTypeAnnotation timestamp) {
    boolean utc = timestamp.isAdjustedToUTC();
    return switch (timestamp.getUnit()) {
      case MILLIS -> utc ? PassedType.TIMESTAMP_MILLIS : PassedType.LOCAL_TIMESTAMP_MILLIS;
      case MICROS -> utc ? PassedType.TIMESTAMP_MICROS : PassedType.LOCAL_TIMESTAMP_MICROS;
      case NANOS -> utc ? PassedType.TIMESTAMP_NANOS : PassedType.LOCAL_TIMESTAMP_NANOS;
    };
  }

  /** The value of a cell that is not null. */
  static Object value(PassedColumn column, ColumnReader cell) throws IOException {
    return switch (column.type()) {
      case STRING -> bounded(column, cell.getBinary()).toStringUsingUTF8();
      case BINARY -> ByteBuffer.wrap(bounded(column, cell.getBinary()).getBytes());
      case BOOLEAN -> cell.getBoolean();
      case INT32, DATE -> cell.getInteger();
      case FLOAT -> cell.getFloat();
      case DOUBLE -> cell.getDouble();
      default -> cell.getLong();
    };
  }

  private static Binary bounded(PassedColumn column, Binary value) throws ContainerDamage {
    if (value.length() > Container.MOST_VALUE_BYTES) {
      throw ContainerDamage.tooLong(
          "column " + column.name() + ": ", value.length(), Container.MOST_VALUE_BYTES);
    }
    return value;
  }
}
