package io.residua.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbourSheetTest {

  @Test
  void eachNeighbourHasItsCosineAndItsWholeUri() {
    String html =
        NeighbourSheet.html(
            "file:/a/query.jpg",
            Thumbnail.NONE,
            List.of(
                new Neighbour("file:/a/near.jpg", Thumbnail.NONE, 0.98765),
                new Neighbour("tar!/far.jpg", Thumbnail.NONE, -0.5)));
    assertThat(html).containsSubsequence("query.jpg", "0.988", "near.jpg", "-0.500", "far.jpg");
    assertThat(html).contains("title=\"file:/a/near.jpg\"").contains(Thumbnail.NONE.source());
  }

  @Test
  void aHostileUriInjectsNothing() {
    String uri = "file:/a/\" onload=\"x'<script>alert(1)</script>.jpg";
    String html =
        NeighbourSheet.html(uri, Thumbnail.NONE, List.of(new Neighbour(uri, Thumbnail.NONE, 1)));
    assertThat(html).doesNotContain("<script").doesNotContain("\" onload");
  }
}
