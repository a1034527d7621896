package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The Parquet schemas of the files of features. */
final class EmbeddingSchema {

  /** A row an embedded image. */
  static final MessageType EMBEDDINGS =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("uri")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("sha256")
          .required(PrimitiveTypeName.INT32)
          .named("width")
          .required(PrimitiveTypeName.INT32)
          .named("height")
          .requiredList()
          .requiredElement(PrimitiveTypeName.FLOAT)
          .named("embedding")
          .named("embeddings");

  /** A row an image without embedding. */
  static final MessageType QUARANTINE =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("uri")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("code")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("detail")
          .required(PrimitiveTypeName.INT64)
          .named("bytes")
          .named("quarantine");

  /** A row an image that an earlier run had and the input has no more. */
  static final MessageType DELETED =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("uri")
          .named("deleted");

  /** A row a row of an array of embeddings. */
  static final MessageType IDS =
      Types.buildMessage()
          .required(PrimitiveTypeName.INT64)
          .named("row")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("uri")
          .named("ids");

  private EmbeddingSchema() {}

  /** The embeddings' schema with passed-through columns, each optional, behind the others. */
  static MessageType embeddings(List<PassedColumn> columns) {
    List<Type> fields = new ArrayList<>(EMBEDDINGS.getFields());
    columns.forEach(column -> fields.add(field(column)));
    return new MessageType(EMBEDDINGS.getName(), fields);
  }

  private static Type field(PassedColumn column) {
    String name = column.name();
    return switch (column.type()) {
      case STRING ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case BINARY -> Types.optional(PrimitiveTypeName.BINARY).named(name);
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case INT32 -> Types.optional(PrimitiveTypeName.INT32).named(name);
      case INT64 -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case FLOAT -> Types.optional(PrimitiveTypeName.FLOAT).named(name);
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case DATE ->
          Types.optional(PrimitiveTypeName.INT32).as(LogicalTypeAnnotation.dateType()).named(name);
      case TIMESTAMP_MILLIS -> timestamp(name, true, TimeUnit.MILLIS);
      case TIMESTAMP_MICROS -> timestamp(name, true, TimeUnit.MICROS);
      case TIMESTAMP_NANOS -> timestamp(name, true, TimeUnit.NANOS);
      case LOCAL_TIMESTAMP_MILLIS -> timestamp(name, false, TimeUnit.MILLIS);
      case LOCAL_TIMESTAMP_MICROS -> timestamp(name, false, TimeUnit.MICROS);
      case LOCAL_TIMESTAMP_NANOS -> timestamp(name, false, TimeUnit.NANOS);
    };
  }

  private static Type timestamp(String name, boolean utc, TimeUnit unit) {
    return Types.optional(PrimitiveTypeName.INT64)
        .as(LogicalTypeAnnotation.timestampType(utc, unit))
        .named(name);
  }
}
