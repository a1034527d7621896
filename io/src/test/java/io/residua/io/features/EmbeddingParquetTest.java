package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingParquetTest {

  private static final int CHANNELS = 8;
  private static final Map<String, String> ORIGIN =
      Map.of("residua.model", "resnet50", "residua.shard", "42");
  private static final List<QuarantinedRow> QUARANTINED =
      List.of(
          new QuarantinedRow("file:/ü b.jpg", QuarantineCode.CORRUPT, "\"quoted\"\nline", 7),
          new QuarantinedRow("file:/z.jpg", QuarantineCode.EMPTY, "no bytes", 0));

  private final BufferAllocator memory = new RootAllocator(64 << 20);

  @TempDir Path folder;

  @AfterEach
  void noMemoryLeaks() {
    memory.close();
  }

  @Test
  void duckDbReadsTheSchemaAndEveryValue() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, 5);
    assertThat(
            query("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM '" + file + "')"))
        .containsExactly(
            "uri VARCHAR",
            "sha256 VARCHAR",
            "width INTEGER",
            "height INTEGER",
            "embedding FLOAT[]");
    List<String> expected = new ArrayList<>();
    for (int row = 0; row < 5; row++) {
      expected.add(
          "%s|%s|%d|%d|%s".formatted(uri(row), sha256(row), row + 1, row + 2, values(row)));
    }
    assertThat(
            query(
                "SELECT concat_ws('|', uri, sha256, width, height, embedding) FROM '" + file + "'"))
        .isEqualTo(expected);
  }

  @Test
  void theListIsOfThreeLevelsAndNothingIsNullable() throws IOException {
    Path file = folder.resolve("a.parquet");
    write(file, 1);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getFooter().getFileMetaData().getSchema())
          .isEqualTo(
              MessageTypeParser.parseMessageType(
                  """
                  message embeddings {
                    required binary uri (STRING);
                    required binary sha256 (STRING);
                    required int32 width;
                    required int32 height;
                    required group embedding (LIST) {
                      repeated group list { required float element; }
                    }
                  }
                  """));
    }
  }

  @Test
  void theFooterSaysWhereTheRowsComeFromAndWhichImagesHaveNone() throws IOException {
    Path file = folder.resolve("a.parquet");
    write(file, 3);
    EmbeddingFooter footer = EmbeddingFooter.read(new LocalInputFile(file), "a.parquet");
    assertThat(footer.keyValues()).containsAllEntriesOf(ORIGIN);
    assertThat(footer.rows()).isEqualTo(3);
    assertThat(footer.quarantined()).isEqualTo(QUARANTINED);
    assertThat(footer.images()).isEqualTo(5);
  }

  @Test
  void sameRowsGiveTheSameBytes() throws IOException {
    write(folder.resolve("a.parquet"), 300);
    write(folder.resolve("elsewhere.parquet"), 300);
    assertThat(folder.resolve("a.parquet"))
        .hasSameBinaryContentAs(folder.resolve("elsewhere.parquet"));
  }

  @Test
  void aShardWithoutAnyEmbeddingIsAFileWithoutRows() throws Exception {
    Path file = folder.resolve("a.parquet");
    write(file, 0);
    assertThat(query("SELECT count(*)::VARCHAR FROM '" + file + "'")).containsExactly("0");
    assertThat(EmbeddingFooter.read(new LocalInputFile(file), "").quarantined()).hasSize(2);
  }

  @Test
  void anExceptionInTheMiddleLeavesNoFile() throws IOException {
    Path file = folder.resolve("a.parquet");
    try (EmbeddingBatch batch = batch(10);
        EmbeddingBatch other = EmbeddingBatch.allocate(memory, CHANNELS + 1, 1)) {
      assertThatThrownBy(
              () -> {
                try (EmbeddingParquet parquet = EmbeddingParquet.create(file, CHANNELS, ORIGIN)) {
                  parquet.write(batch);
                  assertThat(file).exists();
                  parquet.write(other);
                }
              })
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 8, found 9");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void neverOverwritesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.parquet"), "precious");
    assertThatThrownBy(() -> write(file, 1)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("a.parquet"), "not parquet at all");
    assertThatThrownBy(() -> EmbeddingFooter.read(new LocalInputFile(file), "OUT/a.parquet"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[OUT/a.parquet] expected a whole Parquet file")
        .hasMessageContaining("move the file away");
    Path quarantine = folder.resolve("q.parquet");
    QuarantineParquet.write(quarantine, ORIGIN, QUARANTINED);
    assertThatThrownBy(() -> EmbeddingFooter.read(new LocalInputFile(quarantine), "OUT/q.parquet"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[OUT/q.parquet] footer: expected residua.quarantined");
  }

  @Test
  void duckDbReadsTheQuarantine() throws Exception {
    Path file = folder.resolve("q.parquet");
    QuarantineParquet.write(file, ORIGIN, QUARANTINED);
    assertThat(query("SELECT concat_ws('|', uri, code, detail, bytes) FROM '" + file + "'"))
        .containsExactly(
            "file:/ü b.jpg|CORRUPT|\"quoted\"\nline|7", "file:/z.jpg|EMPTY|no bytes|0");
  }

  private void write(Path file, int rows) throws IOException {
    try (EmbeddingBatch batch = batch(rows);
        EmbeddingParquet parquet = EmbeddingParquet.create(file, CHANNELS, ORIGIN)) {
      parquet.write(batch);
      parquet.finish(QUARANTINED);
    }
  }

  private EmbeddingBatch batch(int rows) {
    EmbeddingBatch batch = EmbeddingBatch.allocate(memory, CHANNELS, Math.max(1, rows));
    for (int row = 0; row < rows; row++) {
      FloatBuffer embedding = FloatBuffer.allocate(CHANNELS);
      values(row).forEach(embedding::put);
      batch.append(uri(row), sha256(row), row + 1, row + 2, embedding.flip());
    }
    return batch;
  }

  private static String uri(int row) {
    return "file:/photos/%03d é😀.jpg".formatted(row);
  }

  private static String sha256(int row) {
    return "%064x".formatted(row);
  }

  private static List<Float> values(int row) {
    return Stream.iterate(row * 0.5f, v -> v + 0.25f).limit(CHANNELS).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
