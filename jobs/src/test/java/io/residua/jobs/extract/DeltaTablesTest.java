package io.residua.jobs.extract;

import static io.residua.jobs.CommandLine.residua;
import static io.residua.jobs.extract.TableLake.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import io.residua.jobs.CommandLine;
import io.residua.jobs.Duck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Delta wrote. */
class DeltaTablesTest {

  @TempDir static Path folder;
  private static TableLake lake;

  /** Rows 3 and 4 deleted within the file, row 7 changed, which writes it into another. */
  private static Path deleted;

  @BeforeAll
  static void writeTables() throws IOException {
    lake = new TableLake(folder, "delta", Map.of());
    deleted = folder.resolve("a %25 lake/deleted");
    write(deleted, "delta.enableDeletionVectors", "true");
    lake.sql("DELETE FROM delta.`%s` WHERE id IN (3, 4)".formatted(deleted));
    lake.sql("UPDATE delta.`%s` SET part = 'new' WHERE id = 7".formatted(deleted));
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static void write(Path table, String property, String value) throws IOException {
    lake.rows().write().format("delta").option(property, value).save(table.toString());
  }

  @Test
  void rowsDeletedWithinAFileAreGoneAndOlderVersionsHaveThem() throws Exception {
    assertThat(lake.listed(deleted.toString())).isEqualTo(without(3, 4));
    assertThat(lake.listed(deleted.toString(), version(0))).isEqualTo(without());
    assertThat(lake.listed(deleted.toString(), version(1))).isEqualTo(without(3, 4));
    List<LakeImage> images = lake.images(deleted.toString(), version(2));
    assertThat(images.stream().map(LakeImage::file).distinct()).as("files").hasSize(2);
    for (LakeImage image : images) {
      Path file = Path.of(image.file().substring("file:".length()));
      assertThat(image.modifiedMillis()).isEqualTo(Files.getLastModifiedTime(file).toMillis());
    }
  }

  private static InputForm version(int version) {
    Map<String, String> option = Map.of("versionAsOf", Integer.toString(version));
    return new InputForm("delta", option, "", "", List.of());
  }

  @Test
  void aTableWithoutDeletedRowsIsItsFilesDamagedOnesToo() throws Exception {
    Path table = folder.resolve("parts %41");
    lake.rows().write().format("delta").partitionBy("part").save(table.toString());
    assertThat(lake.listed(table.toString(), "id")).isEqualTo(without());
    lake.sql("DELETE FROM delta.`%s` WHERE id = 5".formatted(table));
    assertThat(lake.listed(table.toString())).as("rewritten").isEqualTo(without(5));
    Path file = Path.of(lake.images(table.toString(), version(0)).get(0).file().substring(5));
    Files.write(file, new byte[100]);
    assertThat(lake.images(table.toString(), version(0)))
        .filteredOn(image -> image.uri().endsWith(".parquet!/(damaged)"))
        .hasSize(1);
    Files.delete(file);
    assertThatThrownBy(() -> lake.listed(table.toString(), version(0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.getFileName() + "] file: expected it, since the table names it");
  }

  @Test
  void columnsThatFilesCallOtherwiseOrLackAreRefused() throws Exception {
    Path mapped = folder.resolve("mapped");
    write(mapped, "delta.columnMapping.mode", "name");
    refused(mapped, "column image.bytes: expected files that call it so, found that they call it");
    Path renamed = folder.resolve("renamed");
    write(renamed, "delta.enableDeletionVectors", "true");
    lake.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')"
            .formatted(renamed));
    assertThat(lake.listed(renamed.toString(), "id")).as("names still fit").isEqualTo(without());
    lake.sql("ALTER TABLE delta.`%s` RENAME COLUMN id TO number".formatted(renamed));
    assertThat(lake.listed(renamed.toString())).isEqualTo(without());
    refused(renamed, "column number: expected files that call it so, found that they call it id");
    refused(renamed, "column id: expected one of number, part, image", "id");
    Path parts = folder.resolve("parts");
    lake.rows().write().format("delta").partitionBy("part").save(parts.toString());
    refused(parts, "column part: expected one that lies in the table's files", "part");
  }

  private static void refused(Path table, String message, String... columns) {
    String[] asked = message.startsWith("column number") ? new String[] {"number"} : columns;
    assertThatThrownBy(() -> lake.listed(table.toString(), asked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[file:" + table)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoTableOrNoVersionOrNoRowsIsRefused() throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    assertThatThrownBy(() -> lake.listed(none.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/none] table: expected one that delta reads, found: ");
    assertThatThrownBy(() -> lake.listed(deleted.toString(), version(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to version 9");
    InputForm changes =
        new InputForm(
            "delta", Map.of("readChangeFeed", "true", "startingVersion", "0"), "", "", List.of());
    assertThatThrownBy(() -> lake.listed(deleted.toString(), changes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected rows that lie in Parquet files");
  }

  @Test
  void aTableIsExtractedToTheEmbeddingsOfItsPictures() throws Exception {
    lake.close();
    Path plain = Files.createDirectories(folder.resolve("plain"));
    for (int i : without(3, 4)) {
      Files.copy(lake.pictures().get(i), plain.resolve(i + ".bmp"));
    }
    Path files = folder.resolve("of-files");
    Path rows = folder.resolve("of-rows");
    assertThat(extract(plain, files).exitCode()).isZero();
    String[] delta = {"--input-format", "delta", "--input-option", "versionAsOf=1"};
    CommandLine run = extract(deleted, rows, concat(delta, "--columns", "id,part"));
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.lastLine()).startsWith("22 listed = 22 embedded + 0 quarantined");
    assertThat(
            Duck.row(
                ("SELECT count(*), count(*) FILTER (f.embedding = r.embedding"
                        + " AND parse_filename(f.uri) = r.id || '.bmp' AND r.part = 'part ' || r.id %% 2)"
                        + " FROM '%s/embeddings/*.parquet' f JOIN '%s/embeddings/*.parquet' r USING (sha256)")
                    .formatted(files, rows)))
        .isEqualTo("22 22");
    assertThat(residua("verify", rows.toString()).exitCode()).isZero();
    CommandLine other = extract(deleted, rows, concat(delta, "--input-option", "versionAsOf=0"));
    assertThat(other.exitCode()).as(other.output()).isEqualTo(2);
  }

  private static String[] concat(String[] first, String... then) {
    return Stream.of(first, then).flatMap(Stream::of).toArray(String[]::new);
  }

  private static CommandLine extract(Path input, Path output, String... more) {
    String[] command = {
      "extract",
      "--input",
      input.toString(),
      "--output",
      output.toString(),
      "--model",
      "resnet18",
      "--weights",
      "generated:42",
      "--precision",
      "f32",
      "--decoder-isolation",
      "none",
      "--batch-size",
      "4",
      "--master",
      "local[2]",
      "--conf",
      "spark.databricks.delta.snapshotPartitions=1"
    };
    return residua(concat(command, more));
  }
}
