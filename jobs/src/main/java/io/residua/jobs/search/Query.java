package io.residua.jobs.search;

/** A vector to find the neighbours of. Its arrays are views: nobody changes them. */
final class Query {

  private final float[] unit;
  private final long[] signature;
  private final String uri;

  /**
   * @param unit of length 1
   * @param signature of it
   * @param uri left out of what is found; empty for none
   */
  Query(float[] unit, long[] signature, String uri) {
    this.unit = unit;
    this.signature = signature;
    this.uri = uri;
  }

  float[] unit() {
    return unit;
  }

  long[] signature() {
    return signature;
  }

  String uri() {
    return uri;
  }
}
