package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.io.ledger.ShardRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupPlanTest {

  @Test
  void cutsConsecutiveShards() {
    List<GroupPlan> groups = GroupPlan.cut(shards(10, 10, 10, 40, 0, 5), 25);
    assertThat(groups)
        .containsExactly(
            new GroupPlan(0, 0, List.of(10, 10)),
            new GroupPlan(1, 2, List.of(10)),
            new GroupPlan(2, 3, List.of(40)),
            new GroupPlan(3, 4, List.of(0, 5)));
    assertThat(groups.get(0).shardOf(9)).isZero();
    assertThat(groups.get(0).shardOf(10)).isEqualTo(1);
    assertThat(groups.get(3).shardOf(0)).isEqualTo(5);
  }

  @Test
  void ofNoVectorsThereAreNone() {
    assertThat(GroupPlan.cut(shards(0, 0), 25)).isEmpty();
  }

  private static List<ShardRecord> shards(int... rows) {
    return Arrays.stream(rows)
        .mapToObj(
            embedded -> new ShardRecord(1, "", "", 0, List.of(), embedded, Map.of(), Map.of()))
        .toList();
  }
}
