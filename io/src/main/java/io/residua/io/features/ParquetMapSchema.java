package io.residua.io.features;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** The Parquet schema of a stage maps file. */
final class ParquetMapSchema {

  private ParquetMapSchema() {}

  static MessageType of(MapLayout layout, MapsDtype dtype) {
    Types.GroupBuilder<MessageType> message =
        Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("uri");
    MapColumns.int32s(layout)
        .forEach(column -> message.required(PrimitiveTypeName.INT32).named(column.name()));
    MapColumns.FLOAT64S.forEach(
        column -> message.required(PrimitiveTypeName.DOUBLE).named(column.name()));
    map(message, dtype);
    message.requiredList().requiredElement(PrimitiveTypeName.INT32).named("shape");
    return message.named("maps");
  }

  private static void map(Types.GroupBuilder<MessageType> message, MapsDtype dtype) {
    switch (dtype) {
      case F16 ->
          message
              .requiredList()
              .requiredElement(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
              .length(dtype.bytes())
              .as(LogicalTypeAnnotation.float16Type())
              .named("map");
      case F32 -> message.requiredList().requiredElement(PrimitiveTypeName.FLOAT).named("map");
    }
  }
}
