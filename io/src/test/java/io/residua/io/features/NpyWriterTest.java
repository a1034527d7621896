package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {

  @TempDir Path folder;

  @Test
  void headersAreNumPysByteForByte() throws IOException {
    List<String> lines = lines("npy.tsv");
    assertThat(lines).hasSize(7);
    for (String line : lines) {
      String[] columns = line.split("\t", -1);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      NpyFile.writeHeader(header, Long.parseLong(columns[0]), Integer.parseInt(columns[1]));
      assertThat(HexFormat.of().formatHex(header.toByteArray())).isEqualTo(columns[2]);
      assertThat(header.size() % 64).isZero();
    }
  }

  @Test
  void rowsOfBuffersOfEveryKindAreLittleEndianBehindTheHeader() throws IOException {
    Path file = folder.resolve("a.npy");
    FloatBuffer bigEndian =
        ByteBuffer.allocateDirect(16).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
    bigEndian.put(new float[] {3, -0.5f}).flip();
    FloatBuffer heap = FloatBuffer.wrap(new float[] {9, 1, 2, 8}).position(1);
    try (NpyFile array = NpyFile.create(file, 2, 2)) {
      array.write(heap);
      array.write(bigEndian);
      array.finish();
    }
    assertThat(heap.remaining()).isEqualTo(1);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(128 + 16);
    assertThat(HexFormat.of().formatHex(bytes, 128, bytes.length))
        .isEqualTo("0000803f0000004000004040000000bf");
  }

  @Test
  void anArrayWithoutRowsIsAHeader() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyFile array = NpyFile.create(file, 0, 2_048)) {
      array.finish();
    }
    assertThat(file).hasSize(128);
  }

  @Test
  void fewerRowsThanAnnouncedAreNotFinished() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyFile array = NpyFile.create(file, 2, 1)) {
      array.write(FloatBuffer.allocate(1));
      assertThatIllegalStateException()
          .isThrownBy(array::finish)
          .withMessage("[%s] expected 2 rows, found 1", file);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void moreRowsThanAnnouncedAreRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyFile array = NpyFile.create(file, 1, 2)) {
      array.write(FloatBuffer.allocate(2));
      assertThatIllegalStateException()
          .isThrownBy(() -> array.write(FloatBuffer.allocate(2)))
          .withMessage("[%s] expected 1 rows, found more", file);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aRowThatIsTooShortIsRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyFile array = NpyFile.create(file, 1, 3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> array.write(FloatBuffer.allocate(2)))
          .withMessage("[%s] row 0: expected 3 values, found 2", file);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.create(file, -1, 3))
        .withMessageContaining("found [-1, 3]");
  }

  @Test
  void neverOverwritesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.npy"), "precious");
    assertThatThrownBy(() -> NpyFile.create(file, 1, 1))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = NpyFileTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
