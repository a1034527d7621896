package io.residua.io.image;

import io.residua.backbone.Interpolation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pillow's {@code Image.resize(size, resample)} for uint8 RGB, to the bit: a horizontal pass
 * rounded and clipped to 8 bits, then a vertical one. (Pillow skips a pass that keeps the size; its
 * weights are 1 and 0 and it changes nothing.) Only the window asked for is computed, from the
 * input rows and columns it needs. Keeps its buffers from image to image; not thread-safe.
 */
final class Resize {
  private static final int HALF = 1 << (Taps.PRECISION_BITS - 1);

  /** Weight tables kept. Lakes have few distinct sizes, or so many that no cache would help. */
  private static final int TABLES_KEPT = 64;

  private record Axis(Interpolation interpolation, int in, int out, int first, int count) {}

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
  void run(Picture picture, Window window, Interpolation interpolation, ByteBuffer rgb) {
    int left = Math.max(window.left(), 0);
    int top = Math.max(window.top(), 0);
    int columns = Math.min(window.left() + window.width(), window.fullWidth()) - left;
    int lines = Math.min(window.top() + window.height(), window.fullHeight()) - top;
    Taps across = taps(new Axis(interpolation, picture.width(), window.fullWidth(), left, columns));
    Taps down = taps(new Axis(interpolation, picture.height(), window.fullHeight(), top, lines));
    reserve(across, columns, down.longest);
    blacken(window, lines, columns, rgb);
    int at = rgb.position() + 3 * ((top - window.top()) * window.width() + left - window.left());
    int done = 0;
    for (int y = 0; y < lines; y++) {
      for (done = Math.max(done, down.start[y]); done < down.start[y] + down.length[y]; done++) {
        horizontal(picture, across, done, columns, down.longest);
      }
      vertical(down, y, 3 * columns);
      rgb.put(at + 3 * y * window.width(), output, 0, 3 * columns);
    }
  }

  private Taps taps(Axis axis) {
    return tables.computeIfAbsent(
        axis, a -> new Taps(a.interpolation, a.in, a.out, a.first, a.count));
  }

  private static void blacken(Window window, int lines, int columns, ByteBuffer rgb) {
    if (lines < window.height() || columns < window.width()) {
      rgb.put(rgb.position(), new byte[3 * window.width() * window.height()]);
    }
  }

  private void reserve(Taps across, int columns, int heldRows) {
    int values = 3 * columns;
    input = atLeast(input, 3 * (across.end() - across.begin() + across.stride));
    rows = atLeast(rows, Math.multiplyExact(values, heldRows));
    sums = atLeast(sums, values);
    output = atLeast(output, values);
  }

  /**
   * Reduces input row {@code y} to the window's columns. {@link #rows} holds as many rows as one
   * output row can need, in a ring.
   */
  private void horizontal(Picture picture, Taps across, int y, int columns, int heldRows) {
    int values = 3 * columns;
    picture.get(across.begin(), y, input, across.end() - across.begin());
    Arrays.fill(sums, 0, values, HALF);
    if (across.stride == 3) {
      addThreeTaps(input, across, columns, sums);
    } else {
      for (int tap = 0; tap < across.stride; tap += 4) {
        addFourTaps(input, across, tap, columns, sums);
      }
    }
    if (across.belowZero) {
      raiseToBlack(sums, values);
    }
    clip(sums, values, rows, values * (y % heldRows));
  }

  /** Without an inner loop, which would cost more than the few products it makes. */
  private static void addThreeTaps(byte[] in, Taps across, int columns, int[] sums) {
    int begin = across.begin();
    for (int x = 0; x < columns; x++) {
      int i = 3 * (across.start[x] - begin);
      int a = across.weights[3 * x];
      int b = across.weights[3 * x + 1];
      int c = across.weights[3 * x + 2];
      sums[3 * x] += a * (in[i] & 0xff) + b * (in[i + 3] & 0xff) + c * (in[i + 6] & 0xff);
      sums[3 * x + 1] += a * (in[i + 1] & 0xff) + b * (in[i + 4] & 0xff) + c * (in[i + 7] & 0xff);
      sums[3 * x + 2] += a * (in[i + 2] & 0xff) + b * (in[i + 5] & 0xff) + c * (in[i + 8] & 0xff);
    }
  }

  /** Taps {@code tap} to {@code tap + 3} of every output. */
  private static void addFourTaps(byte[] in, Taps across, int tap, int columns, int[] sums) {
    int from = across.begin() - tap;
    for (int x = 0; x < columns; x++) {
      int i = 3 * (across.start[x] - from);
      int w = x * across.stride + tap;
      int a = across.weights[w];
      int b = across.weights[w + 1];
      int c = across.weights[w + 2];
      int d = across.weights[w + 3];
      sums[3 * x] +=
          a * (in[i] & 0xff)
              + b * (in[i + 3] & 0xff)
              + c * (in[i + 6] & 0xff)
              + d * (in[i + 9] & 0xff);
      sums[3 * x + 1] +=
          a * (in[i + 1] & 0xff)
              + b * (in[i + 4] & 0xff)
              + c * (in[i + 7] & 0xff)
              + d * (in[i + 10] & 0xff);
      sums[3 * x + 2] +=
          a * (in[i + 2] & 0xff)
              + b * (in[i + 5] & 0xff)
              + c * (in[i + 8] & 0xff)
              + d * (in[i + 11] & 0xff);
    }
  }

  /** Fills {@link #output} with one row of the window. */
  private void vertical(Taps down, int y, int values) {
    Arrays.fill(sums, 0, values, HALF);
    for (int k = 0; k < down.length[y]; k++) {
      int row = (down.start[y] + k) % down.longest * values;
      addRow(rows, row, down.weights[y * down.stride + k], sums, values);
    }
    if (down.belowZero) {
      raiseToBlack(sums, values);
    }
    for (int i = 0; i < values; i++) {
      output[i] = (byte) Math.min(sums[i] >> Taps.PRECISION_BITS, 255);
    }
  }

  // Alone in methods, over ints, so that the compiler turns them into vector instructions.

  private static void addRow(int[] rows, int at, int weight, int[] sums, int values) {
    for (int i = 0; i < values; i++) {
      sums[i] += weight * rows[at + i];
    }
  }

  private static void clip(int[] sums, int values, int[] rows, int at) {
    for (int i = 0; i < values; i++) {
      rows[at + i] = Math.min(sums[i] >> Taps.PRECISION_BITS, 255);
    }
  }

  private static void raiseToBlack(int[] sums, int values) {
    for (int i = 0; i < values; i++) {
      sums[i] = Math.max(sums[i], 0);
    }
  }

  private static byte[] atLeast(byte[] buffer, int length) {
    return buffer.length < length ? new byte[length] : buffer;
  }

  private static int[] atLeast(int[] buffer, int length) {
    return buffer.length < length ? new int[length] : buffer;
  }
}
