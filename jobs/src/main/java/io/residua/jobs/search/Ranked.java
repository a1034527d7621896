package io.residua.jobs.search;

import java.util.Arrays;

/**
 * The nearest rows of what was offered, nearest first; of equal cosines the lower row. For one
 * thread.
 */
final class Ranked {

  private final int most;
  private float[] cosines = new float[0];
  private int[] rows = new int[0];
  private int size;

  /**
   * @param most how many are kept
   */
  Ranked(int most) {
    this.most = most;
  }

  void offer(int row, float cosine) {
    if (size == most && !before(cosine, row, size - 1)) {
      return;
    }
    if (size == rows.length && size < most) {
      int room = Math.min(most, Math.max(16, 2 * size));
      cosines = Arrays.copyOf(cosines, room);
      rows = Arrays.copyOf(rows, room);
    }
    int place = size == most ? size - 1 : size++;
    for (; place > 0 && before(cosine, row, place - 1); place--) {
      cosines[place] = cosines[place - 1];
      rows[place] = rows[place - 1];
    }
    cosines[place] = cosine;
    rows[place] = row;
  }

  private boolean before(float cosine, int row, int place) {
    return cosine > cosines[place] || (cosine == cosines[place] && row < rows[place]);
  }

  int size() {
    return size;
  }

  int row(int place) {
    return rows[place];
  }

  float cosine(int place) {
    return cosines[place];
  }
}
