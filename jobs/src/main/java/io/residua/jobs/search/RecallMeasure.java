package io.residua.jobs.search;

import java.util.Collection;

/** Finds the least effort by which all groups together reach a recall. */
final class RecallMeasure {

  private RecallMeasure() {}

  /**
   * Goes up the ladder.
   *
   * @param groups all of them
   * @param target recall of the 10 nearest
   * @param queries each group was asked
   */
  static IndexDescription.Measured of(Collection<GroupOutcome> groups, double target, int queries) {
    NearestCosines truth =
        NearestCosines.merge(groups.stream().map(GroupOutcome::truth).toList(), queries);
    int last = Effort.LADDER.size() - 1;
    for (int step = 0; step < last; step++) {
      double recall = found(groups, step, queries).recall(truth);
      if (recall >= target) {
        return measured(Effort.LADDER.get(step), recall, target, queries, millis(groups, step));
      }
    }
    return measured(Effort.LADDER.get(last), 1, target, queries, millis(groups, last));
  }

  private static IndexDescription.Measured measured(
      Effort effort, double recall, double target, int queries, double millisOfAll) {
    return new IndexDescription.Measured(
        effort.how(), effort.depth(), recall, target, queries, millisOfAll / queries);
  }

  private static NearestCosines found(Collection<GroupOutcome> groups, int step, int queries) {
    return NearestCosines.merge(
        groups.stream().map(group -> group.effort(step).found()).toList(), queries);
  }

  private static double millis(Collection<GroupOutcome> groups, int step) {
    return groups.stream().mapToLong(group -> group.effort(step).nanos()).sum() / 1e6;
  }
}
