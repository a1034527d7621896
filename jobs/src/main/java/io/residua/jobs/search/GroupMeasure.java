package io.residua.jobs.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures how well a group's index finds the nearest, against the cosines of all its vectors. */
final class GroupMeasure {

  private static final int ROWS_AT_ONCE = 16;

  private final float[][] queries;
  private final int[] selves;
  private final double goal;

  /**
   * @param queries unit vectors
   * @param selves row of each query in the group; -1 where it is of another
   * @param goal recall of the group above which no greater effort is measured
   */
  GroupMeasure(float[][] queries, int[] selves, double goal) {
    this.queries = queries;
    this.selves = selves;
    this.goal = goal;
  }

  /**
   * What one effort found.
   *
   * @param found of each query
   * @param nanos of all queries, one after the other
   */
  record Found(NearestCosines found, long nanos) {}

  /** The cosines of the truly nearest. */
  NearestCosines truth(VectorSpool vectors, int dimensions) {
    Ranked[] nearest = new Ranked[queries.length];
    Arrays.setAll(nearest, query -> new Ranked(Effort.NEAREST));
    float[][] rows = new float[ROWS_AT_ONCE][dimensions];
    float[] dots = new float[ROWS_AT_ONCE];
    for (int first = 0; first < vectors.rows(); first += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, vectors.rows() - first);
      for (int i = 0; i < count; i++) {
        vectors.read(first + i, rows[i]);
      }
      for (int query = 0; query < queries.length; query++) {
        rank(query, first, count, rows, dots, nearest[query]);
      }
    }
    NearestCosines truth = new NearestCosines(queries.length);
    for (int query = 0; query < queries.length; query++) {
      truth.set(query, nearest[query]);
    }
    return truth;
  }

  private void rank(int query, int first, int count, float[][] rows, float[] dots, Ranked nearest) {
    for (int i = 0; i < ROWS_AT_ONCE; i += 2) {
      Dots.of(queries[query], rows[i], rows[i + 1], dots, i);
    }
    for (int i = 0; i < count; i++) {
      if (first + i != selves[query]) {
        nearest.offer(first + i, dots[i]);
      }
    }
  }

  /** What the efforts of the ladder find, the first that reaches the goal last. */
  List<Found> efforts(GroupIndex index, Signatures signatures, NearestCosines truth) {
    List<Found> all = new ArrayList<>();
    for (Effort effort : Effort.LADDER) {
      Found found = effort(index, signatures, effort);
      all.add(found);
      if (found.found().recall(truth) >= goal) {
        break;
      }
    }
    return all;
  }

  private Found effort(GroupIndex index, Signatures signatures, Effort effort) {
    NearestCosines found = new NearestCosines(queries.length);
    long begun = System.nanoTime();
    for (int query = 0; query < queries.length; query++) {
      long[] signature = signatures.of(queries[query]);
      found.set(
          query, index.search(queries[query], signature, effort, Effort.NEAREST, selves[query]));
    }
    return new Found(found, System.nanoTime() - begun);
  }
}
