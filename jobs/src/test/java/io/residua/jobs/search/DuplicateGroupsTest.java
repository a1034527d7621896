package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuplicateGroupsTest {

  @Test
  void areWhatPairsConnect() {
    DuplicateGroups groups = new DuplicateGroups();
    groups.add(new Likeness("d", "e", 0.97f, false));
    groups.add(new Likeness("c", "b", 0.91f, false));
    groups.add(new Likeness("a", "b", 1, true));
    groups.add(new Likeness("e", "d", 0.97f, false));
    assertThat(groups.all())
        .containsExactly(
            new DuplicateGroups.Duplicate(1, "a", 1, true),
            new DuplicateGroups.Duplicate(1, "b", 1, true),
            new DuplicateGroups.Duplicate(1, "c", 0.91f, false),
            new DuplicateGroups.Duplicate(2, "d", 0.97f, false),
            new DuplicateGroups.Duplicate(2, "e", 0.97f, false));
  }
}
