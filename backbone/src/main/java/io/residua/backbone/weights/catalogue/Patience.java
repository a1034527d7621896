package io.residua.backbone.weights.catalogue;

/**
 * How long a download waits.
 *
 * @param attempts tries in all, at least 1
 * @param backOffMillis pause before the second try, doubled before each further one
 * @param connectMillis to a connection
 * @param stallMillis to an answer, and from one byte to the next
 */
public record Patience(int attempts, long backOffMillis, long connectMillis, long stallMillis) {

  /** Four tries over seven seconds of pauses. */
  public static final Patience USUAL = new Patience(4, 1_000, 10_000, 30_000);

  /** Pause after try {@code number}, from 1. */
  long backOffMillis(int number) {
    return backOffMillis << Math.min(number - 1, 16);
  }
}
