package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NpyWriterTest {

  @Test
  void headersAreNumPysByteForByte() throws IOException {
    List<String> lines = lines("npy.tsv");
    assertThat(lines).hasSize(7);
    for (String line : lines) {
      String[] columns = line.split("\t", -1);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      NpyWriter.begin(header, Long.parseLong(columns[0]), Integer.parseInt(columns[1]));
      assertThat(HexFormat.of().formatHex(header.toByteArray())).isEqualTo(columns[2]);
      assertThat(header.size() % 64).isZero();
    }
  }

  @Test
  void rowsOfBuffersOfEveryKindAreLittleEndianBehindTheHeader() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FloatBuffer bigEndian =
        ByteBuffer.allocateDirect(16).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
    bigEndian.put(new float[] {3, -0.5f}).flip();
    FloatBuffer heap = FloatBuffer.wrap(new float[] {9, 1, 2, 8}).position(1);
    NpyWriter array = NpyWriter.begin(out, 2, 2);
    array.write(heap);
    array.write(bigEndian);
    array.finish();
    assertThat(heap.remaining()).isEqualTo(1);
    byte[] bytes = out.toByteArray();
    assertThat(bytes).hasSize(128 + 16);
    assertThat(HexFormat.of().formatHex(bytes, 128, bytes.length))
        .isEqualTo("0000803f0000004000004040000000bf");
  }

  @Test
  void anArrayWithoutRowsIsAHeader() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.begin(out, 0, 2_048).finish();
    assertThat(out.size()).isEqualTo(128);
  }

  @Test
  void fewerOrMoreRowsThanAnnouncedAreRefused() throws IOException {
    NpyWriter array = NpyWriter.begin(new ByteArrayOutputStream(), 1, 1);
    assertThatIllegalStateException()
        .isThrownBy(array::finish)
        .withMessage("[npy] expected 1 rows, found 0");
    array.write(FloatBuffer.allocate(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> array.write(FloatBuffer.allocate(1)))
        .withMessage("[npy] expected 1 rows, found more");
  }

  @Test
  void aRowThatIsTooShortIsRefused() throws IOException {
    NpyWriter array = NpyWriter.begin(new ByteArrayOutputStream(), 1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> array.write(FloatBuffer.allocate(2)))
        .withMessage("[npy] row 0: expected 3 values, found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.begin(new ByteArrayOutputStream(), -1, 3))
        .withMessageContaining("found [-1, 3]");
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = NpyWriterTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
