package io.residua.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Widths and heights of images, EXIF orientation applied, counted. */
final class ImageSizes {

  /** Beyond so many sizes new ones are taken to the nearest multiple of 16. */
  private static final int MOST_SIZES = 20_000;

  private static final int COARSE = 16;

  /**
   * How many images are of one size.
   *
   * @param width columns
   * @param height rows
   * @param images of that size
   */
  record Size(int width, int height, long images) {

    double megapixels() {
      return (double) width * height / 1e6;
    }
  }

  private final Map<Long, Long> counts = new TreeMap<>();
  private long images;

  void add(int width, int height) {
    long key = key(width, height);
    if (counts.size() >= MOST_SIZES && !counts.containsKey(key)) {
      key = key(coarse(width), coarse(height));
    }
    counts.merge(key, 1L, Long::sum);
    images++;
  }

  private static long key(int width, int height) {
    return ((long) width << 32) | height;
  }

  private static int coarse(int side) {
    return Math.max(COARSE, (side + COARSE / 2) / COARSE * COARSE);
  }

  /** Images counted. */
  long images() {
    return images;
  }

  /** All sizes, the most frequent first. */
  List<Size> byFrequency() {
    List<Size> sizes = new ArrayList<>();
    counts.forEach((key, count) -> sizes.add(new Size((int) (key >> 32), key.intValue(), count)));
    sizes.sort((a, b) -> Long.compare(b.images(), a.images()));
    return sizes;
  }

  /** Images wider than high, of equal sides, and higher than wide. */
  List<Long> shapes() {
    return List.of(
        count(size -> size.width() > size.height()),
        count(size -> size.width() == size.height()),
        count(size -> size.width() < size.height()));
  }

  private long count(Predicate<Size> wanted) {
    return byFrequency().stream().filter(wanted).mapToLong(Size::images).sum();
  }

  /** Least, median and greatest of a side over all images; empty without images. */
  List<Integer> spread(ToIntFunction<Size> side) {
    TreeMap<Integer, Long> sides = new TreeMap<>();
    byFrequency().forEach(size -> sides.merge(side.applyAsInt(size), size.images(), Long::sum));
    if (sides.isEmpty()) {
      return Collections.emptyList();
    }
    long before = 0;
    int median = sides.firstKey();
    for (Map.Entry<Integer, Long> entry : sides.entrySet()) {
      if (2 * before < images) {
        median = entry.getKey();
      }
      before += entry.getValue();
    }
    return List.of(sides.firstKey(), median, sides.lastKey());
  }
}
