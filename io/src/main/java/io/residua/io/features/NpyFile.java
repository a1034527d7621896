package io.residua.io.features;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes an array of float32 row by row to a local spool file in NumPy's format, version 1.0 (<a
 * href="https://numpy.org/neps/nep-0001-npy-format.html">NEP 1</a>, numpy/lib/format.py); {@link
 * #finish} makes it whole, {@link #close} without it leaves nothing. {@code numpy.load} takes it,
 * memory-mapped too. Not thread-safe. Whoever created it closes it.
 */
public final class NpyFile implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** {@code ARRAY_ALIGN}: the values begin at a multiple, for memory-mapping. */
  private static final int ALIGNMENT = 64;

  /** {@code GROWTH_AXIS_MAX_DIGITS}: NumPy leaves room for as many rows to be written there. */
  private static final int ROWS_DIGITS = 21;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path spool;
  private final OutputStream out;
  private final long rows;
  private final int columns;
  private final ByteBuffer row;
  private long written;
  private boolean over;

  private NpyFile(Path spool, OutputStream out, long rows, int columns) {
    this.spool = spool;
    this.out = out;
    this.rows = rows;
    this.columns = columns;
    this.row = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param rows as many as will be written
   * @param columns values of a row
   */
  public static NpyFile create(Path spool, long rows, int columns) throws IOException {
    require(rows, columns);
    OutputStream file = Files.newOutputStream(spool, StandardOpenOption.CREATE_NEW);
    OutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
    NpyFile array = new NpyFile(spool, out, rows, columns);
    try {
      writeHeader(out, rows, columns);
      return array;
    } catch (IOException | RuntimeException e) {
      array.close();
      throw e;
    }
  }

  private static void require(long rows, int columns) {
    if (rows < 0 || columns < 1 || columns > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "[npy] expected rows of at least 0 and columns from 1 to 2^29 - 1, found [%d, %d]"
              .formatted(rows, columns));
    }
  }

  /**
   * Writes what comes before the values of an array {@code [rows, columns]} of little-endian
   * float32 in C order, the bytes NumPy 2 writes; their number is a multiple of 64.
   */
  public static void writeHeader(OutputStream out, long rows, int columns) throws IOException {
    require(rows, columns);
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s, %s), }"
            .formatted(Long.toString(rows), Integer.toString(columns));
    String grown = dictionary + " ".repeat(ROWS_DIGITS - Long.toString(rows).length());
    int before = MAGIC.length + Short.BYTES + grown.length() + 1;
    String header = grown + " ".repeat(ALIGNMENT - before % ALIGNMENT) + "\n";
    out.write(MAGIC);
    out.write(header.length());
    out.write(header.length() >>> 8);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
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
          "[%s] row %d: expected %d values, found %d"
              .formatted(spool, written, columns, values.remaining()));
    }
    if (over || written == rows) {
      throw new IllegalStateException("[%s] expected %d rows, found more".formatted(spool, rows));
    }
    row.asFloatBuffer().put(values.slice(values.position(), columns));
    values.position(values.position() + columns);
    out.write(row.array());
    written++;
  }

  /**
   * Makes the file whole.
   *
   * @throws IllegalStateException when rows are missing
   */
  public void finish() throws IOException {
    if (over || written != rows) {
      throw new IllegalStateException(
          "[%s] expected %d rows, found %d".formatted(spool, rows, written));
    }
    out.close();
    over = true;
  }

  /** Aborts what is not finished and deletes the spool file then. Idempotent. */
  @Override
  public void close() throws IOException {
    if (!over) {
      over = true;
      try (out) {
        Files.deleteIfExists(spool);
      }
    }
  }
}
