package io.residua.io.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the values of stored stage maps are. */
public enum MapsDtype {
  /**
   * IEEE 754's binary16, rounded to nearest, ties to even: 11 significant bits, to 65,504. A
   * float32 of 65,520 or more rounds beyond it. Parquet's FLOAT16 is read by DuckDB and pyarrow,
   * but not by Spark 4.1, which refuses to infer the schema of a file that has it.
   */
  F16(Short.BYTES, Float.floatToRawIntBits(65_520)),
  /** IEEE 754's binary32, bit for bit. */
  F32(Float.BYTES, Float.floatToRawIntBits(Float.POSITIVE_INFINITY));

  private final int bytes;
  private final int limitBits;

  MapsDtype(int bytes, int limitBits) {
    this.bytes = bytes;
    this.limitBits = limitBits;
  }

  /** The spelling in options and messages, {@code f16}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of a value. */
  public int bytes() {
    return bytes;
  }

  /**
   * The dtype spelled {@code label}.
   *
   * @throws IllegalArgumentException when none is spelled so
   */
  public static MapsDtype of(String label) {
    for (MapsDtype dtype : values()) {
      if (dtype.label().equals(label)) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "[--maps-dtype] expected one of %s, found %s"
            .formatted(
                Arrays.stream(values()).map(MapsDtype::label).collect(Collectors.joining(", ")),
                label));
  }

  /**
   * Whether every value is finite in this dtype.
   *
   * @param values float32, from the buffer's position to its limit, which stay
   */
  public boolean holds(FloatBuffer values) {
    int end = values.limit();
    for (int i = values.position(); i < end; i++) {
      if (!holds(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Magnitudes, infinity and NaN are ordered as the integers their bits are. */
  boolean holds(float value) {
    return (Float.floatToRawIntBits(value) & Integer.MAX_VALUE) < limitBits;
  }

  /**
   * Stores values, little-endian.
   *
   * @param from float32 that this dtype holds, from the position to the limit, which stay
   * @param to has room for them from its position, which stays
   */
  void store(FloatBuffer from, ByteBuffer to) {
    ByteBuffer target = to.slice().order(ByteOrder.LITTLE_ENDIAN);
    switch (this) {
      case F16 -> storeHalves(from, target.asShortBuffer());
      case F32 -> target.asFloatBuffer().put(from.slice());
    }
  }

  private static void storeHalves(FloatBuffer from, ShortBuffer to) {
    int begin = from.position();
    int count = from.remaining();
    for (int i = 0; i < count; i++) {
      to.put(i, Half.of(from.get(begin + i)));
    }
  }
}
