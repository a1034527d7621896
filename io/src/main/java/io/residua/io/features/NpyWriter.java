package io.residua.io.features;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes an array of float32 row by row in NumPy's format, version 1.0 (<a
 * href="https://numpy.org/neps/nep-0001-npy-format.html">NEP 1</a>, numpy/lib/format.py). {@code
 * numpy.load} takes it, memory-mapped too. Not thread-safe; the stream stays the caller's.
 */
public final class NpyWriter {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** {@code ARRAY_ALIGN}: the values begin at a multiple, for memory-mapping. */
  private static final int ALIGNMENT = 64;

  /** {@code GROWTH_AXIS_MAX_DIGITS}: NumPy leaves room for as many rows to be written there. */
  private static final int ROWS_DIGITS = 21;

  private final OutputStream out;
  private final long rows;
  private final int columns;
  private final ByteBuffer row;
  private long written;

  private NpyWriter(OutputStream out, long rows, int columns) {
    this.out = out;
    this.rows = rows;
    this.columns = columns;
    this.row = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes what comes before the values of an array {@code [rows, columns]} of little-endian
   * float32 in C order, the bytes NumPy 2 writes; their number is a multiple of 64.
   *
   * @param rows as many as will be written
   * @param columns values of a row
   */
  public static NpyWriter begin(OutputStream out, long rows, int columns) throws IOException {
    if (rows < 0 || columns < 1 || columns > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "[npy] expected rows of at least 0 and columns from 1 to 2^29 - 1, found [%d, %d]"
              .formatted(rows, columns));
    }
    out.write(header(rows, columns));
    return new NpyWriter(out, rows, columns);
  }

  private static byte[] header(long rows, int columns) {
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s, %s), }"
            .formatted(Long.toString(rows), Integer.toString(columns));
    String grown = dictionary + " ".repeat(ROWS_DIGITS - Long.toString(rows).length());
    int before = MAGIC.length + Short.BYTES + grown.length() + 1;
    String text = grown + " ".repeat(ALIGNMENT - before % ALIGNMENT) + "\n";
    return ByteBuffer.allocate(MAGIC.length + Short.BYTES + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /**
   * Writes the next row.
   *
   * @param values float32 {@code [columns]}; the position moves behind them
   * @throws IllegalArgumentException when values are missing
   * @throws IllegalStateException when all rows were written
   */
  public void write(FloatBuffer values) throws IOException {
    if (values.remaining() < columns) {
      throw new IllegalArgumentException(
          "[npy] row %d: expected %d values, found %d"
              .formatted(written, columns, values.remaining()));
    }
    if (written == rows) {
      throw new IllegalStateException("[npy] expected %d rows, found more".formatted(rows));
    }
    row.asFloatBuffer().put(values.slice(values.position(), columns));
    values.position(values.position() + columns);
    out.write(row.array());
    written++;
  }

  /** Rows written. */
  public long written() {
    return written;
  }

  /**
   * Ends the array.
   *
   * @throws IllegalStateException when rows are missing
   */
  public void finish() {
    if (written != rows) {
      throw new IllegalStateException("[npy] expected %d rows, found %d".formatted(rows, written));
    }
  }
}
