package io.residua.io.image;

/** Puts the strips or tiles of a TIFF together. */
final class TiffPixels {
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;

  private final Bytes file;
  private final TiffDirectory tags;
  private final TiffLayout layout;
  private final PixelRow convert;
  private final boolean stored;
  private final boolean tiled;
  private final int width;
  private final int height;
  private final int pieceWidth;
  private final int pieceHeight;
  private final byte[] row;
  private final byte[] rgb;

  TiffPixels(Bytes file, TiffDirectory tags, TiffLayout layout) throws Refusal {
    this.file = file;
    this.tags = tags;
    this.layout = layout;
    this.convert = layout.planar() ? PixelRow.gray(layout.bits(), 1) : requireRow(layout);
    stored = layout.compression() == TiffLayout.STORED;
    tiled = !tags.has(STRIP_OFFSETS);
    width = (int) layout.width();
    height = (int) layout.height();
    long wide = tiled ? tags.integer(TILE_WIDTH, 0, 0) : width;
    long high = tiled ? tags.integer(TILE_LENGTH, 0, 0) : tags.integer(ROWS_PER_STRIP, 0, height);
    if (!tags.has(tiled ? TILE_OFFSETS : STRIP_OFFSETS) || wide < 1 || high < 1 || wide > 1 << 16) {
      throw Refusal.corrupt("TIFF: expected strips or tiles, found none");
    }
    pieceWidth = (int) wide;
    pieceHeight = (int) Math.min(high, tiled ? 1 << 16 : height);
    int samples = layout.planar() ? 1 : layout.samples();
    row = new byte[(int) (((long) pieceWidth * samples * layout.bits() + 7) / 8)];
    rgb = new byte[3 * Math.max(pieceWidth, width)];
  }

  private static PixelRow requireRow(TiffLayout layout) throws Refusal {
    PixelRow row = layout.row();
    if (row == null) {
      throw Refusal.unsupported("TIFF: photometric interpretation " + layout.photometric());
    }
    return row;
  }

  Picture read() throws Refusal {
    Picture picture = Picture.black(width, height);
    try {
      int across = (width + pieceWidth - 1) / pieceWidth;
      int down = (height + pieceHeight - 1) / pieceHeight;
      int planes = layout.planar() ? Math.min(layout.samples(), 3) : 1;
      for (int plane = 0; plane < planes; plane++) {
        for (int piece = 0; piece < across * down; piece++) {
          int x = piece % across * pieceWidth;
          int y = piece / across * pieceHeight;
          readPiece(picture, plane, plane * across * down + piece, x, y);
        }
      }
      return picture;
    } catch (Refusal | RuntimeException e) {
      picture.close();
      throw e;
    }
  }

  private void readPiece(Picture picture, int plane, int piece, int x, int y) throws Refusal {
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    if (piece >= tags.count(offsets)) {
      if (stored) {
        return;
      }
      throw Refusal.corrupt("TIFF: expected strip or tile %d, found none".formatted(piece));
    }
    long offset = tags.integer(offsets, piece, 0);
    long length = tags.integer(tiled ? TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS, piece, 0);
    int columns = Math.min(pieceWidth, width - x);
    int rows = Math.min(pieceHeight, height - y);
    int storedRows = tiled && !stored ? pieceHeight : rows;
    try (TiffStream stream = TiffStream.of(file.at(offset), length, layout)) {
      for (int i = 0; i < storedRows; i++) {
        stream.read(row);
        undoDifferences();
        if (i < rows) {
          store(picture, plane, x, y + i, columns);
        }
      }
    }
  }

  private void store(Picture picture, int plane, int x, int y, int columns) {
    if (!layout.planar()) {
      convert.toRgb(row, 0, columns, rgb);
      picture.put(x, y, rgb, columns);
      return;
    }
    picture.get(x, y, rgb, columns);
    int bytes = layout.bits() / 8;
    int high = tags.little() ? bytes - 1 : 0;
    for (int i = 0; i < columns; i++) {
      rgb[3 * i + plane] = row[i * bytes + high];
    }
    picture.put(x, y, rgb, columns);
  }

  /**
   * Predictor 2 of TIFF 6.0, section 14: a sample is the difference to the one of the pixel before.
   */
  private void undoDifferences() {
    if (layout.predictor() != 2 || stored || layout.compression() == TiffLayout.PACK_BITS) {
      return;
    }
    int step = layout.planar() ? 1 : layout.samples();
    if (layout.bits() == 8) {
      for (int i = step; i < row.length; i++) {
        row[i] += row[i - step];
      }
      return;
    }
    int low = tags.little() ? 0 : 1;
    for (int i = 2 * step; i + 1 < row.length; i += 2) {
      int before = i - 2 * step;
      int sum = value(before, low) + value(i, low);
      row[i + low] = (byte) sum;
      row[i + 1 - low] = (byte) (sum >> 8);
    }
  }

  private int value(int at, int low) {
    return (row[at + low] & 0xff) | ((row[at + 1 - low] & 0xff) << 8);
  }
}
