package io.residua.jobs.search;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is near. */
public enum Metric {
  /**
   * The cosine after the mean of all embeddings was subtracted. Pooled maps are at least 0, so that
   * all embeddings lean to one side, and plain cosines of any two are large; what they have in
   * common tells none from another.
   */
  CENTRED_COSINE("centred-cosine", 0.9),

  /** The cosine of the embeddings as they are. */
  COSINE("cosine", 0.985);

  private final String label;
  private final double nearDuplicates;

  Metric(String label, double nearDuplicates) {
    this.label = label;
    this.nearDuplicates = nearDuplicates;
  }

  /**
   * Cosine from which on two images are taken for near duplicates. Of 600 real photos in a
   * ResNet-18's pooled conv4_x no two had 0.89, or 0.984 uncentred; a hundred each of them
   * compressed again at quality 50 had 0.90 and 0.9865 with their originals at least, and made
   * smaller by a third 0.92 and 0.99.
   */
  public double nearDuplicates() {
    return nearDuplicates;
  }

  /** As the command line and index.json spell it. */
  public String label() {
    return label;
  }

  /**
   * The metric spelled so.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Metric of(String label) {
    return Arrays.stream(values())
        .filter(metric -> metric.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[--metric] expected one of %s, found %s; choose one of them"
                        .formatted(
                            Arrays.stream(values())
                                .map(Metric::label)
                                .collect(Collectors.joining(", ")),
                            label)));
  }
}
