package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingIdsTest {

  @TempDir Path folder;

  @Test
  void duckDbReadsWhichRowIsOfWhichImage() throws Exception {
    Path file = folder.resolve("ids.parquet");
    write(file);
    assertThat(query("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM '%s')", file))
        .containsExactly("row BIGINT", "uri VARCHAR");
    assertThat(query("SELECT \"row\" || '|' || uri FROM '%s'", file))
        .containsExactly("0|file:/ü b.jpg", "1|file:/a.jpg", "2|file:/a.jpg");
    assertThat(
            query(
                "SELECT decode(value) FROM parquet_kv_metadata('%s') WHERE key = 'residua.model'",
                file))
        .containsExactly("resnet50");
  }

  @Test
  void sameUrisGiveTheSameBytes() throws IOException {
    write(folder.resolve("a.parquet"));
    write(folder.resolve("b.parquet"));
    assertThat(folder.resolve("a.parquet")).hasSameBinaryContentAs(folder.resolve("b.parquet"));
  }

  @Test
  void closingWithoutFinishingLeavesNoFile() throws IOException {
    Path file = folder.resolve("ids.parquet");
    try (EmbeddingIds ids = EmbeddingIds.create(file, Map.of())) {
      ids.write("file:/a.jpg");
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
  }

  private static void write(Path file) throws IOException {
    try (EmbeddingIds ids = EmbeddingIds.create(file, Map.of("residua.model", "resnet50"))) {
      ids.write("file:/ü b.jpg");
      ids.write("file:/a.jpg");
      ids.write("file:/a.jpg");
      ids.finish();
    }
  }

  private static List<String> query(String sql, Path file) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql.formatted(file))) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
