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
  CENTRED_COSINE("centred-cosine"),

  /** The cosine of the embeddings as they are. */
  COSINE("cosine");

  private final String label;

  Metric(String label) {
    this.label = label;
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
