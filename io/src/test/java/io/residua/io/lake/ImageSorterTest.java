package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSorterTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100, 1_000})
  void sortsByTheBytesOfUtf8WhateverFitsInMemory(int inMemory) throws IOException {
    List<LakeImage> images = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = new String(Character.toChars(0xF000 + i * 997)) + i;
      Place place =
          i % 3 == 0 ? new Place(ContainerFormat.PARQUET, "file:/t.parquet", i, i % 2) : null;
      images.add(new LakeImage("file:/" + name, i, -i, i % 2 == 0 ? "" : "e" + i, place));
    }
    Comparator<LakeImage> byBytes =
        Comparator.comparing(
            image -> image.uri().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
    List<LakeImage> expected = images.stream().sorted(byBytes).toList();
    Collections.shuffle(images, new Random(3));
    try (ImageSorter sorter = new ImageSorter(inMemory)) {
      images.forEach(sorter::add);
      try (SortedImages sorted = sorter.finish(0)) {
        assertThat(sorted).containsExactlyElementsOf(expected);
        assertThat(sorted).as("a second time").containsExactlyElementsOf(expected);
        assertThat(sorted.size()).isEqualTo(100);
        assertThat(sorted.bytes()).isEqualTo(99 * 100 / 2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100})
  void keepsTheFirstOfAUriMetAgainAndCountsTheOthers(int inMemory) throws IOException {
    try (ImageSorter sorter = new ImageSorter(inMemory)) {
      for (int i = 0; i < 9; i++) {
        sorter.add(new LakeImage("file:/" + i % 3, i, 0));
      }
      try (SortedImages sorted = sorter.finish(2)) {
        assertThat(sorted).extracting(LakeImage::length).containsExactly(0L, 1L);
        assertThat(sorter.duplicates()).isEqualTo(6);
        assertThat(sorter.duplicateExamples()).containsExactly("file:/0", "file:/1", "file:/2");
      }
    }
  }

  @Test
  void refusesTwoImagesOfOneNameInAContainer() throws IOException {
    try (ImageSorter sorter = new ImageSorter()) {
      for (long offset : new long[] {0, 512}) {
        Place place = new Place(ContainerFormat.WEBDATASET, "file:/a.tar", offset, 0);
        sorter.add(new LakeImage("file:/a.tar!/k.jpg", 1, 1, "", place));
      }
      assertThatThrownBy(() -> sorter.finish(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[file:/a.tar!/k.jpg] name: expected one image of this name")
          .hasMessageContaining("--exclude");
    }
  }
}
