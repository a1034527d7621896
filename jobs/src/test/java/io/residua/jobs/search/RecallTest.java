package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a recall is of, and how an effort is chosen by it. */
class RecallTest {

  @Test
  void isTheShareOfTheTrulyNearestOverAllGroups() {
    NearestCosines one = cosines(0.9f, 0.5f);
    NearestCosines other = cosines(0.8f, 0.1f);
    NearestCosines truth = NearestCosines.merge(List.of(one, other), 1);
    assertThat(truth.recall(truth)).isEqualTo(1);
    assertThat(cosines(0.9f, 0.8f, 0.5f).recall(truth)).isEqualTo(0.75);
    assertThat(cosines().recall(truth)).isZero();
  }

  @Test
  void aTieWithTheLastIsAsGood() {
    NearestCosines truth = cosines(.9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .7f);
    assertThat(cosines(.9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .7f).recall(truth))
        .isEqualTo(1);
    assertThat(cosines(.9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .9f, .6f).recall(truth))
        .isEqualTo(0.9);
  }

  @Test
  void theLeastEffortThatReachesTheTargetInAllGroupsIsTaken() {
    NearestCosines half = cosines(0.9f);
    NearestCosines whole = cosines(0.9f, 0.5f);
    GroupOutcome easy = outcome(0, whole, whole);
    GroupOutcome hard = outcome(1, whole, half, whole);
    assertThat(RecallMeasure.of(List.of(easy, hard), 0.5, 1).effort())
        .isEqualTo(Effort.LADDER.get(0));
    IndexDescription.Measured measured = RecallMeasure.of(List.of(easy, hard), 0.98, 1);
    assertThat(measured.effort()).isEqualTo(Effort.LADDER.get(1));
    assertThat(measured.recall()).isEqualTo(1);
    assertThat(measured.millis()).isEqualTo(2);
  }

  @Test
  void whereNoneReachesItEveryVectorIsRanked() {
    GroupOutcome never = outcome(0, cosines(0.9f, 0.5f), cosines(0.9f));
    assertThat(RecallMeasure.of(List.of(never), 0.98, 1).effort())
        .isEqualTo(new Effort(Effort.How.SCAN, Effort.ALL));
  }

  @Test
  void moreNeighboursAreSearchedDeeper() {
    assertThat(new Effort(Effort.How.GRAPH, 40).forNearest(5).depth()).isEqualTo(40);
    assertThat(new Effort(Effort.How.GRAPH, 40).forNearest(100).depth()).isEqualTo(400);
    assertThat(Effort.EXACT.forNearest(100).depth()).isEqualTo(Effort.ALL);
  }

  private static GroupOutcome outcome(int group, NearestCosines truth, NearestCosines... found) {
    return new GroupOutcome(
        group,
        List.of(),
        truth,
        Arrays.stream(found).map(cosines -> new GroupMeasure.Found(cosines, 1_000_000)).toList());
  }

  private static NearestCosines cosines(float... found) {
    Ranked ranked = new Ranked(Effort.NEAREST);
    for (int i = 0; i < found.length; i++) {
      ranked.offer(i, found[i]);
    }
    NearestCosines cosines = new NearestCosines(1);
    cosines.set(0, ranked);
    return cosines;
  }
}
