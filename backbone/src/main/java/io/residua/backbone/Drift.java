package io.residua.backbone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How far the embeddings of some images moved from those of float32, and what that does to
 * retrieval among them.
 *
 * @param images compared, at least 2
 * @param neighbours counted as the nearest: 10, fewer of few images
 * @param cosineMean mean over the images of the cosine of an embedding with that of float32, after
 *     the mean vector of float32 was subtracted from both, -1 to 1; without that, vectors of a
 *     network all point one way and every cosine is near 1
 * @param cosineLeast the least of these
 * @param nearest share of the images whose nearest other image, by cosine, is the same, 0 to 1
 * @param overlap mean share of the nearest images that are the same, 0 to 1
 */
public record Drift(
    int images,
    int neighbours,
    double cosineMean,
    double cosineLeast,
    double nearest,
    double overlap) {

  private static final int MOST_NEIGHBOURS = 10;

  public Drift {
    require("images", images, 2, Integer.MAX_VALUE);
    require("neighbours", neighbours, 1, images - 1);
    require("cosine-mean", cosineMean, -1, 1);
    require("cosine-least", cosineLeast, -1, 1);
    require("nearest", nearest, 0, 1);
    require("overlap", overlap, 0, 1);
  }

  private static void require(String figure, double found, double least, double most) {
    // NaN is in no range.
    if (!(found >= least && found <= most)) {
      throw new IllegalArgumentException(
          "[drift] %s: expected %s to %s, found %s".formatted(figure, least, most, found));
    }
  }

  /**
   * Compares embeddings of the same images.
   *
   * @param reference of float32, float32 {@code [images][channels]}
   * @param moved likewise
   * @throws IllegalArgumentException when there are fewer than 2, or not as many of both
   */
  public static Drift between(List<float[]> reference, List<float[]> moved) {
    if (reference.size() != moved.size()) {
      throw new IllegalArgumentException(
          "[drift] expected %d embeddings, found %d".formatted(reference.size(), moved.size()));
    }
    int images = reference.size();
    int neighbours = Math.max(1, Math.min(MOST_NEIGHBOURS, (images - 1) / 4));
    double[] mean = mean(reference);
    double[] cosines =
        IntStream.range(0, images)
            .mapToDouble(i -> cosine(reference.get(i), moved.get(i), mean))
            .toArray();
    double same = 0;
    double shared = 0;
    double[] origin = new double[mean.length];
    for (int i = 0; i < images; i++) {
      List<Integer> before = nearest(reference, i, neighbours, origin);
      List<Integer> after = nearest(moved, i, neighbours, origin);
      same += before.get(0).equals(after.get(0)) ? 1 : 0;
      Set<Integer> both = new HashSet<>(before);
      both.retainAll(after);
      shared += (double) both.size() / neighbours;
    }
    return new Drift(
        images,
        neighbours,
        IntStream.range(0, images).mapToDouble(i -> cosines[i]).average().orElseThrow(),
        IntStream.range(0, images).mapToDouble(i -> cosines[i]).min().orElseThrow(),
        same / images,
        shared / images);
  }

  /** For a person: {@code cosine 0.9987 (least 0.9921), ...}. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "cosine %.4f (least %.4f), nearest neighbour kept %.1f%%, %d nearest kept %.1f%% of %d images",
        cosineMean,
        cosineLeast,
        100 * nearest,
        neighbours,
        100 * overlap,
        images);
  }

  private static double[] mean(List<float[]> vectors) {
    double[] mean = new double[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) vector[i] / vectors.size();
      }
    }
    return mean;
  }

  /** The nearest others, the nearest first; of equally near ones the first. */
  private static List<Integer> nearest(List<float[]> all, int image, int count, double[] origin) {
    double[] cosines = new double[all.size()];
    List<Integer> others = new ArrayList<>();
    for (int other = 0; other < all.size(); other++) {
      if (other != image) {
        cosines[other] = cosine(all.get(image), all.get(other), origin);
        others.add(other);
      }
    }
    others.sort(Comparator.comparing((Integer other) -> -cosines[other]));
    return others.subList(0, count);
  }

  /** 0 where one of the vectors has no direction and the other has. */
  private static double cosine(float[] one, float[] other, double[] origin) {
    double dot = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < origin.length; i++) {
      double a = one[i] - origin[i];
      double b = other[i] - origin[i];
      dot += a * b;
      ones += a * a;
      others += b * b;
    }
    if (ones == 0 || others == 0) {
      return ones == others ? 1 : 0;
    }
    return Math.max(-1, Math.min(1, dot / Math.sqrt(ones * others)));
  }
}
