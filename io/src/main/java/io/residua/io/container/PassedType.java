package io.residua.io.container;

/** Types of the values that can be passed from an input to the embeddings. */
public enum PassedType {
  /** Text; what is not UTF-8 in it becomes U+FFFD. */
  STRING(String.class),
  /** Bytes that nothing says of that they are text. */
  BINARY(java.nio.ByteBuffer.class),
  BOOLEAN(Boolean.class),
  /** Signed integers of at most 32 bits. */
  INT32(Integer.class),
  INT64(Long.class),
  FLOAT(Float.class),
  DOUBLE(Double.class),
  /** Days since 1970-01-01. */
  DATE(Integer.class),
  /** Milliseconds since 1970 UTC. */
  TIMESTAMP_MILLIS(Long.class),
  /** Microseconds since 1970 UTC. */
  TIMESTAMP_MICROS(Long.class),
  /** Nanoseconds since 1970 UTC. */
  TIMESTAMP_NANOS(Long.class),
  /** Milliseconds since 1970 by a clock of no known zone. */
  LOCAL_TIMESTAMP_MILLIS(Long.class),
  /** Microseconds since 1970 by a clock of no known zone. */
  LOCAL_TIMESTAMP_MICROS(Long.class),
  /** Nanoseconds since 1970 by a clock of no known zone. */
  LOCAL_TIMESTAMP_NANOS(Long.class);

  private final Class<?> javaType;

  PassedType(Class<?> javaType) {
    this.javaType = javaType;
  }

  /** The class of a value. */
  public Class<?> javaType() {
    return javaType;
  }
}
