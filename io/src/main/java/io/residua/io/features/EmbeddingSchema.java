package io.residua.io.features;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
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

  private EmbeddingSchema() {}
}
