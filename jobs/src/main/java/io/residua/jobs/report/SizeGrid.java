package io.residua.jobs.report;

import io.residua.jobs.report.ImageSizes.Size;
import java.util.List;
import java.util.Locale;

/** Widths and heights of images as a grid of cells, darker where more images are; SVG. */
final class SizeGrid {

  private static final int CELLS = 28;
  private static final int SIDE = 280;
  private static final int LEFT = 44;
  private static final int TOP = 8;
  private static final int BELOW = 36;

  /** Two octaves, so that images of nearly one size do not look spread. */
  private static final double LEAST_RANGE = 2;

  private static final double TICK_APART = 32;

  private static final int[] TICKS = {
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768
  };

  private final List<Size> sizes;
  private final double from;
  private final double range;

  /**
   * @param sizes one at least
   */
  SizeGrid(List<Size> sizes) {
    this.sizes = sizes;
    int least = sizes.stream().mapToInt(s -> Math.min(s.width(), s.height())).min().orElse(1);
    int most = sizes.stream().mapToInt(s -> Math.max(s.width(), s.height())).max().orElse(1);
    double spare = Math.max(0, LEAST_RANGE - log2(most) + log2(least)) / 2;
    double margin = Math.max(0.1, spare);
    this.from = log2(least) - margin;
    this.range = log2(most) + margin - from;
  }

  String svg() {
    return "<svg class=\"grid\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"widths and heights of the images\">%s<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/><path class=\"diagonal\" d=\"M%d %dL%d %d\"/>%s<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">width, pixels</text></svg>\n"
        .formatted(
            LEFT + SIDE + 8,
            TOP + SIDE + BELOW,
            cells(),
            LEFT,
            TOP,
            SIDE,
            SIDE,
            LEFT,
            TOP + SIDE,
            LEFT + SIDE,
            TOP,
            ticks(),
            LEFT + SIDE / 2,
            TOP + SIDE + 32);
  }

  private String cells() {
    long[][] images = new long[CELLS][CELLS];
    long most = 1;
    for (Size size : sizes) {
      int column = cell(size.width());
      int row = cell(size.height());
      images[row][column] += size.images();
      most = Math.max(most, images[row][column]);
    }
    StringBuilder cells = new StringBuilder();
    for (int row = 0; row < CELLS; row++) {
      for (int column = 0; column < CELLS; column++) {
        if (images[row][column] > 0) {
          cells.append(cell(row, column, images[row][column], most));
        }
      }
    }
    return cells.toString();
  }

  private static String cell(int row, int column, long images, long most) {
    double side = (double) SIDE / CELLS;
    return String.format(
        Locale.ROOT,
        "<rect class=\"cell\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill-opacity=\"%.2f\"><title>%s</title></rect>",
        LEFT + column * side,
        TOP + SIDE - (row + 1) * side,
        side,
        side,
        0.18 + 0.82 * Math.sqrt((double) images / most),
        Numbers.count(images));
  }

  private String ticks() {
    StringBuilder ticks = new StringBuilder();
    double last = -TICK_APART;
    for (int tick : TICKS) {
      double at = (log2(tick) - from) / range * SIDE;
      if (at >= Math.max(0, last + TICK_APART) && at <= SIDE) {
        last = at;
        ticks.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
                LEFT + at,
                TOP + SIDE + 16,
                tick,
                LEFT - 6,
                TOP + SIDE - at + 4,
                tick));
      }
    }
    return ticks.toString();
  }

  private int cell(int side) {
    int cell = (int) ((log2(side) - from) / range * CELLS);
    return Math.max(0, Math.min(CELLS - 1, cell));
  }

  private static double log2(int side) {
    return Math.log(Math.max(1, side)) / Math.log(2);
  }
}
