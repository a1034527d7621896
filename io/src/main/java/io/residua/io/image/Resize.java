package io.residua.io.image;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pillow's {@code Image.resize(size, BILINEAR)} for uint8 RGB, to the bit: a horizontal pass
 * rounded to 8 bits, then a vertical one. (Pillow skips a pass that keeps the size; its weights are
 * 1 and 0 and it changes nothing.) Only the window asked for is computed, from the input rows and
 * columns it needs. Keeps its buffers from image to image; not thread-safe.
 */
final class Resize {
  private static final int HALF = 1 << (Taps.PRECISION_BITS - 1);

  /** Weight tables kept. Lakes have few distinct sizes, or so many that no cache would help. */
  private static final int TABLES_KEPT = 64;

  private record Axis(int in, int out, int first, int count) {}

  private final Map<Axis, Taps> tables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Axis, Taps> eldest) {
          return size() > TABLES_KEPT;
        }
      };

  private byte[] input = new byte[0];
  private byte[] output = new byte[0];
  private int[] rows = new int[0];
  private int[] sums = new int[0];

  /**
   * Writes {@code window} of the resized {@code picture} to {@code rgb}, uint8 HWC {@code
   * [window.height, window.width, 3]}, from its position on; the position is kept.
   */
  void run(Picture picture, Window window, ByteBuffer rgb) {
    int left = Math.max(window.left(), 0);
    int top = Math.max(window.top(), 0);
    int columns = Math.min(window.left() + window.width(), window.fullWidth()) - left;
    int lines = Math.min(window.top() + window.height(), window.fullHeight()) - top;
    Taps across = taps(picture.width(), window.fullWidth(), left, columns);
    Taps down = taps(picture.height(), window.fullHeight(), top, lines);
    horizontal(picture, across, down.begin(), down.end(), columns);
    blacken(window, lines, columns, rgb);
    int at = rgb.position() + 3 * ((top - window.top()) * window.width() + left - window.left());
    for (int y = 0; y < lines; y++) {
      vertical(down, y, 3 * columns);
      rgb.put(at + 3 * y * window.width(), output, 0, 3 * columns);
    }
  }

  private Taps taps(int in, int out, int first, int count) {
    return tables.computeIfAbsent(
        new Axis(in, out, first, count), a -> new Taps(a.in, a.out, a.first, a.count));
  }

  private static void blacken(Window window, int lines, int columns, ByteBuffer rgb) {
    if (lines < window.height() || columns < window.width()) {
      rgb.put(rgb.position(), new byte[3 * window.width() * window.height()]);
    }
  }

  /** Fills {@link #rows} with input rows {@code from..to}, reduced to the window's columns. */
  private void horizontal(Picture picture, Taps across, int from, int to, int columns) {
    int begin = across.begin();
    int span = across.end() - begin;
    input = input.length < 3 * span ? new byte[3 * span] : input;
    int needed = Math.multiplyExact(3 * columns, to - from);
    rows = rows.length < needed ? new int[needed] : rows;
    for (int y = from; y < to; y++) {
      picture.get(begin, y, input, span);
      horizontalRow(across, begin, columns, 3 * columns * (y - from));
    }
  }

  private void horizontalRow(Taps across, int begin, int columns, int at) {
    byte[] in = input;
    int[] weights = across.weights;
    for (int x = 0; x < columns; x++) {
      int i = 3 * (across.start[x] - begin);
      int w = x * across.stride;
      int r = HALF;
      int g = HALF;
      int b = HALF;
      for (int end = w + across.length[x]; w < end; w++, i += 3) {
        int weight = weights[w];
        r += weight * (in[i] & 0xff);
        g += weight * (in[i + 1] & 0xff);
        b += weight * (in[i + 2] & 0xff);
      }
      rows[at + 3 * x] = clip(r);
      rows[at + 3 * x + 1] = clip(g);
      rows[at + 3 * x + 2] = clip(b);
    }
  }

  /** Fills {@link #output} with one row of the window. */
  private void vertical(Taps down, int y, int values) {
    sums = sums.length < values ? new int[values] : sums;
    output = output.length < values ? new byte[values] : output;
    java.util.Arrays.fill(sums, 0, values, HALF);
    for (int k = 0; k < down.length[y]; k++) {
      int row = (down.start[y] - down.begin() + k) * values;
      addRow(rows, row, down.weights[y * down.stride + k], sums, values);
    }
    for (int i = 0; i < values; i++) {
      output[i] = (byte) clip(sums[i]);
    }
  }

  /** Alone in a method so that the compiler turns it into vector instructions. */
  private static void addRow(int[] rows, int at, int weight, int[] sums, int values) {
    for (int i = 0; i < values; i++) {
      sums[i] += weight * rows[at + i];
    }
  }

  private static int clip(int sum) {
    return Math.min(sum >> Taps.PRECISION_BITS, 255);
  }
}
