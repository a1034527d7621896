package io.residua.io.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates, unfilters and converts the rows of a PNG, as Pillow 9.4's ZipDecode.c does: the image
 * is whole when its last row is; a stream that ends between two rows leaves the rest black.
 */
final class PngPixels {
  // The seven passes of Adam7 interlacing: PNG specification, 8.2.
  private static final int[] FIRST_ROW = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] ROW_STEP = {8, 8, 8, 4, 4, 2, 2};
  private static final int[] FIRST_COLUMN = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};

  private final Bytes file;
  private final PngChunks chunks;
  private final PixelRow convert;
  private final int bitsPerPixel;
  private final Inflater inflater;
  private long dataLeft;
  private byte[] row = new byte[0];
  private byte[] above = new byte[0];
  private byte[] rgb = new byte[0];

  /**
   * @throws Refusal when the header's bits and color type are no PNG's
   */
  PngPixels(Bytes file, PngChunks chunks) throws Refusal {
    this.file = file;
    this.chunks = chunks;
    int bits = chunks.bits;
    int samples =
        switch (chunks.colorType) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 0;
        };
    boolean packed = bits == 1 || bits == 2 || bits == 4;
    boolean known =
        (bits == 8 && samples > 0)
            || (packed && samples == 1)
            || (bits == 16 && samples > 0 && chunks.colorType != 3);
    if (!known) {
      throw Refusal.corrupt(
          "PNG: expected bits and color type of a PNG, found %d and %d"
              .formatted(bits, chunks.colorType));
    }
    bitsPerPixel = bits * samples;
    convert = conversion(bits, samples);
    inflater = new Inflater();
  }

  private PixelRow conversion(int bits, int samples) throws Refusal {
    if (chunks.colorType == 3) {
      return PixelRow.palette(bits, Palette.of("RGB", chunks.palette));
    }
    if (samples < 3) {
      return bits == 16 && samples == 1
          ? PixelRow.gray16Clipped(false)
          : PixelRow.gray(bits, samples);
    }
    return PixelRow.rgb(bits / 8, samples, 0);
  }

  /**
   * Fills {@code picture}.
   *
   * @param firstLength bytes of the chunk of pixels that begins at the file's position
   */
  void read(Picture picture, long firstLength) throws Refusal {
    dataLeft = firstLength;
    long[] frame = chunks.frame;
    if (frame == null) {
      frame = new long[] {0, 0, picture.width(), picture.height()};
    }
    if (frame[2] == 0 || frame[3] == 0) {
      throw Refusal.corrupt("APNG: its first frame is empty");
    }
    // A second image header may have made the image smaller since.
    if (frame[0] + frame[2] > picture.width() || frame[1] + frame[3] > picture.height()) {
      throw Refusal.corrupt("APNG: its first frame lies outside the image");
    }
    int left = (int) frame[0];
    int top = (int) frame[1];
    int width = (int) frame[2];
    int height = (int) frame[3];
    rgb = new byte[3 * width];
    try {
      if (chunks.interlaced) {
        readPasses(picture, width, height);
      } else {
        readPass(picture, width, new Pass(left, 1, top, 1, height));
      }
      file.skip(Math.min(dataLeft, file.remaining()));
    } finally {
      inflater.end();
    }
  }

  private record Pass(int column, int columnStep, int row, int rowStep, int rows) {}

  private void readPasses(Picture picture, int width, int height) throws Refusal {
    boolean more = true;
    for (int i = 0; i < 7 && more; i++) {
      int columns = (width - FIRST_COLUMN[i] + COLUMN_STEP[i] - 1) / COLUMN_STEP[i];
      int rows = (height - FIRST_ROW[i] + ROW_STEP[i] - 1) / ROW_STEP[i];
      if (columns > 0 && rows > 0) {
        Pass pass = new Pass(FIRST_COLUMN[i], COLUMN_STEP[i], FIRST_ROW[i], ROW_STEP[i], rows);
        more = readPass(picture, columns, pass);
      }
    }
  }

  /** Reads the rows of one pass; false when the stream ended at the end of a row. */
  private boolean readPass(Picture picture, int columns, Pass pass) throws Refusal {
    int bytes = (int) (((long) columns * bitsPerPixel + 7) / 8);
    row = new byte[bytes + 1];
    above = new byte[bytes + 1];
    for (int i = 0; i < pass.rows; i++) {
      fillRow();
      PngFilter.undo(row, above, (bitsPerPixel + 7) / 8);
      convert.toRgb(row, 1, columns, rgb);
      store(picture, columns, pass, pass.row + i * pass.rowStep);
      if (inflater.finished()) {
        return false;
      }
      byte[] swap = above;
      above = row;
      row = swap;
    }
    return true;
  }

  private void store(Picture picture, int columns, Pass pass, int y) {
    if (pass.columnStep == 1) {
      picture.put(pass.column, y, rgb, columns);
      return;
    }
    byte[] pixel = new byte[3];
    for (int x = 0; x < columns; x++) {
      System.arraycopy(rgb, 3 * x, pixel, 0, 3);
      picture.put(pass.column + x * pass.columnStep, y, pixel, 1);
    }
  }

  private void fillRow() throws Refusal {
    int filled = 0;
    try {
      while (filled < row.length) {
        // Pillow asks zlib only while it has input, so rows zlib still holds do not count either.
        if (inflater.getRemaining() == 0 || inflater.finished()) {
          feed();
        }
        filled += inflater.inflate(row, filled, row.length - filled);
        if (inflater.needsDictionary()) {
          throw Refusal.corrupt("PNG pixels: expected no dictionary, found one asked for");
        }
      }
    } catch (DataFormatException e) {
      throw Refusal.corrupt("PNG pixels: " + e.getMessage());
    }
  }

  private void feed() throws Refusal {
    if (inflater.finished()) {
      throw new Refusal(QuarantineCode.TRUNCATED, "PNG pixels: expected more rows, found the end");
    }
    while (dataLeft == 0) {
      dataLeft = chunks.nextData();
      if (dataLeft < 0) {
        throw new Refusal(
            QuarantineCode.TRUNCATED, "PNG pixels: expected more rows, found another chunk");
      }
    }
    int count = (int) Math.min(dataLeft, Math.min(file.remaining(), 1 << 16));
    if (count == 0) {
      throw Refusal.truncated("PNG pixels", dataLeft, 0);
    }
    inflater.setInput(file.array(), file.position(), count);
    file.skip(count);
    dataLeft -= count;
  }
}
