package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedColumnsTest {

  private static final List<PassedColumn> COLUMNS =
      Arrays.stream(PassedType.values())
          .map(
              type -> new PassedColumn("a_" + type.name().toLowerCase(java.util.Locale.ROOT), type))
          .toList();

  private static final List<@Nullable Object> VALUES =
      List.of(
          "größer",
          ByteBuffer.wrap(new byte[] {1, -1}),
          true,
          -7,
          1L << 40,
          0.5f,
          0.25,
          20_780,
          1_795_435_200_123L,
          1_795_435_200_123_456L,
          1_795_435_200_123_456_789L,
          1_795_435_200_123L,
          1_795_435_200_123_456L,
          1_795_435_200_123_456_789L);

  private final BufferAllocator memory = new RootAllocator(64 << 20);

  @TempDir Path folder;

  @AfterEach
  void noMemoryLeaks() {
    memory.close();
  }

  @Test
  void duckDbReadsEveryTypeBehindTheEmbedding() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, COLUMNS, VALUES);

    assertThat(
            query("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM '" + file + "')"))
        .startsWith("uri VARCHAR", "sha256 VARCHAR", "width INTEGER", "height INTEGER")
        .endsWith(
            "embedding FLOAT[]",
            "a_string VARCHAR",
            "a_binary BLOB",
            "a_boolean BOOLEAN",
            "a_int32 INTEGER",
            "a_int64 BIGINT",
            "a_float FLOAT",
            "a_double DOUBLE",
            "a_date DATE",
            "a_timestamp_millis TIMESTAMP WITH TIME ZONE",
            "a_timestamp_micros TIMESTAMP WITH TIME ZONE",
            "a_timestamp_nanos TIMESTAMP WITH TIME ZONE",
            "a_local_timestamp_millis TIMESTAMP",
            "a_local_timestamp_micros TIMESTAMP",
            "a_local_timestamp_nanos TIMESTAMP_NS");
    assertThat(
            query(
                "SELECT concat_ws('|', a_string, hex(a_binary), a_boolean, a_int32, a_int64, a_float,"
                    + " a_double, a_date, epoch_us(a_timestamp_millis), epoch_us(a_timestamp_micros),"
                    + " epoch_us(a_timestamp_nanos), a_local_timestamp_millis, a_local_timestamp_micros,"
                    + " a_local_timestamp_nanos) FROM '"
                    + file
                    + "'"))
        .containsExactly(
            "größer|01FF|true|-7|1099511627776|0.5|0.25|2026-11-23|1795435200123000|1795435200123456"
                + "|1795435200123456|2026-11-23 12:00:00.123|2026-11-23 12:00:00.123456"
                + "|2026-11-23 12:00:00.123456789",
            "");
  }

  @Test
  void aValueOfAMebibyteFits() throws Exception {
    Path file = folder.resolve("a.parquet");
    List<PassedColumn> columns = List.of(new PassedColumn("json", PassedType.STRING));
    write(file, columns, List.of("x".repeat(1 << 20)));

    assertThat(query("SELECT length(json) FROM '" + file + "' WHERE json IS NOT NULL"))
        .containsExactly("1048576");
  }

  @Test
  void aCopyHasTheBytesOfTheFileItIsOf() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, COLUMNS, VALUES);
    Path copy = folder.resolve("copy.parquet");
    try (EmbeddingReader rows =
            EmbeddingReader.open(new LocalInputFile(file), "a.parquet", 2, COLUMNS);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 2, 2, COLUMNS);
        EmbeddingParquet to = EmbeddingParquet.create(copy, 2, COLUMNS, Map.of())) {
      while (rows.next()) {
        rows.appendTo(batch);
      }
      to.write(batch);
      to.finish(List.of());
    }
    assertThat(copy).hasSameBinaryContentAs(file);
  }

  @Test
  void aReaderThatCopiesRefusesColumnsItWouldLose() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, COLUMNS, VALUES);

    try (EmbeddingReader rows =
        EmbeddingReader.open(new LocalInputFile(file), "a.parquet", 2, List.of())) {
      assertThatThrownBy(rows::next)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "[a.parquet] expected a whole file of embeddings, found: columns:");
    }
  }

  @Test
  void aReaderWithoutPassedColumnsTakesUrisAndEmbeddings() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, COLUMNS, VALUES);

    LocalInputFile input = new LocalInputFile(file);
    try (EmbeddingReader rows = EmbeddingReader.openWithoutPassed(input, "a.parquet", 2)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.uri()).isEqualTo("a");
      assertThat(rows.embedding()).isEqualTo(FloatBuffer.wrap(new float[] {0.5f, -2}));
      assertThat(rows.next()).isTrue();
      assertThat(rows.uri()).isEqualTo("c");
      assertThat(rows.embedding()).isEqualTo(FloatBuffer.wrap(new float[] {1, 3}));
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void aReaderWithoutPassedColumnsRefusesOtherFilesAndLengths() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, COLUMNS, VALUES);
    LocalInputFile input = new LocalInputFile(file);
    try (EmbeddingReader rows = EmbeddingReader.openWithoutPassed(input, "a.parquet", 3)) {
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(rows::embedding)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "[a.parquet] a: expected an embedding of 3 values, found 2; verify the output it is of");
    }
    Path other = folder.resolve("q.parquet");
    QuarantineParquet.write(
        other, Map.of(), List.of(new QuarantinedRow("a", QuarantineCode.EMPTY, "no bytes", 0)));
    LocalInputFile quarantine = new LocalInputFile(other);
    try (EmbeddingReader rows = EmbeddingReader.openWithoutPassed(quarantine, "q.parquet", 2)) {
      assertThatThrownBy(rows::next)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "[q.parquet] expected a whole file of embeddings, found: columns:");
    }
  }

  @Test
  void aBatchOfOtherColumnsIsRefused() throws IOException {
    List<PassedColumn> columns = List.of(new PassedColumn("id", PassedType.INT64));
    try (EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 2, 2);
        EmbeddingParquet file =
            EmbeddingParquet.create(folder.resolve("a.parquet"), 2, columns, Map.of())) {
      assertThatThrownBy(() -> file.write(batch))
          .hasMessage(
              "[embedding file] passed-through columns: expected [PassedColumn[name=id, type=INT64]], found []");
    }
  }

  /** Two rows: one with the values, one without. */
  private void write(Path path, List<PassedColumn> columns, List<@Nullable Object> values)
      throws IOException {
    try (EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 2, 2, columns);
        EmbeddingParquet file = EmbeddingParquet.create(path, 2, columns, Map.of())) {
      batch.append("a", "b", 1, 2, FloatBuffer.wrap(new float[] {0.5f, -2}), values);
      batch.append("c", "d", 1, 2, FloatBuffer.wrap(new float[] {1, 3}));
      file.write(batch);
      batch.clear();
      file.finish(List.of());
    }
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = duck.createStatement().executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
