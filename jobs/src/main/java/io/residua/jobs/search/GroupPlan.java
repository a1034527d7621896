package io.residua.jobs.search;

import io.residua.io.ledger.ShardRecord;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive shards whose embeddings are indexed together.
 *
 * @param number of the group, from 0
 * @param firstShard of the group
 * @param shardRows embeddings of each of its shards
 */
record GroupPlan(int number, int firstShard, List<Integer> shardRows) implements Serializable {

  GroupPlan {
    shardRows = List.copyOf(shardRows);
  }

  /**
   * Cuts a run.
   *
   * @param records of all its shards, in order
   * @param most embeddings of a group of more than one shard
   */
  static List<GroupPlan> cut(Iterable<ShardRecord> records, long most) {
    List<GroupPlan> groups = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    int shard = 0;
    long rows = 0;
    for (ShardRecord record : records) {
      if (rows > 0 && rows + record.embedded() > most) {
        groups.add(new GroupPlan(groups.size(), shard - open.size(), open));
        open.clear();
        rows = 0;
      }
      open.add(Math.toIntExact(record.embedded()));
      rows += record.embedded();
      shard++;
    }
    if (rows > 0) {
      groups.add(new GroupPlan(groups.size(), shard - open.size(), open));
    }
    return groups;
  }

  int rows() {
    return shardRows.stream().mapToInt(Integer::intValue).sum();
  }

  /** The shard a row of the group is of. */
  int shardOf(int row) {
    int shard = firstShard;
    int left = row;
    for (int rows : shardRows) {
      if (left < rows) {
        return shard;
      }
      left -= rows;
      shard++;
    }
    throw new IllegalArgumentException(
        "[group %d] row: expected one of %d, found %d".formatted(number, rows(), row));
  }
}
