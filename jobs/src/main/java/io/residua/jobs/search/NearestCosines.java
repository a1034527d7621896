package io.residua.jobs.search;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;

/**
 * For each query the cosines of the nearest that were found, {@link Effort#NEAREST} at most: all
 * that a recall needs, since a found one is right when its cosine is no less than that of the last
 * right one.
 */
final class NearestCosines {

  private static final float NONE = -2;

  private final float[] cosines;

  NearestCosines(int queries) {
    this.cosines = new float[queries * Effort.NEAREST];
    Arrays.fill(cosines, NONE);
  }

  private NearestCosines(float[] cosines) {
    this.cosines = cosines;
  }

  int queries() {
    return cosines.length / Effort.NEAREST;
  }

  void set(int query, Ranked found) {
    for (int i = 0; i < found.size(); i++) {
      cosines[query * Effort.NEAREST + i] = found.cosine(i);
    }
  }

  /** The nearest of several groups' nearest. */
  static NearestCosines merge(Collection<NearestCosines> groups, int queries) {
    NearestCosines merged = new NearestCosines(queries);
    for (int query = 0; query < queries; query++) {
      Ranked nearest = new Ranked(Effort.NEAREST);
      for (NearestCosines group : groups) {
        for (int i = 0; i < group.found(query); i++) {
          nearest.offer(nearest.size(), group.cosine(query, i));
        }
      }
      merged.set(query, nearest);
    }
    return merged;
  }

  /** Share of the right ones that is among these, 0 to 1. */
  double recall(NearestCosines right) {
    long wanted = 0;
    long hits = 0;
    for (int query = 0; query < queries(); query++) {
      int count = right.found(query);
      wanted += count;
      for (int i = 0; i < Math.min(count, found(query)); i++) {
        hits += cosine(query, i) >= right.cosine(query, count - 1) ? 1 : 0;
      }
    }
    return wanted == 0 ? 1 : (double) hits / wanted;
  }

  private float cosine(int query, int place) {
    return cosines[query * Effort.NEAREST + place];
  }

  private int found(int query) {
    int count = 0;
    while (count < Effort.NEAREST && cosine(query, count) != NONE) {
      count++;
    }
    return count;
  }

  void write(DataOutput out) throws IOException {
    for (float cosine : cosines) {
      out.writeFloat(cosine);
    }
  }

  static NearestCosines read(DataInput in, int queries) throws IOException {
    float[] cosines = new float[queries * Effort.NEAREST];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = in.readFloat();
    }
    return new NearestCosines(cosines);
  }
}
