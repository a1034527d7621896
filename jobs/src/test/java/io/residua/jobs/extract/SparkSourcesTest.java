package io.residua.jobs.extract;

import static io.residua.jobs.extract.TableLake.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.PieceListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that Spark has itself, and those it has not. */
class SparkSourcesTest {

  /** The same as the word, which means the files to the product. */
  private static final String PARQUET = "org.apache.spark.sql.execution.datasources.parquet";

  @TempDir static Path folder;
  private static TableLake lake;

  @BeforeAll
  static void startSpark() throws IOException {
    lake = new TableLake(folder, PARQUET, Map.of());
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Test
  void rowsOfASourceAreThoseOfItsFiles() throws Exception {
    String table = folder.resolve("a %41 lake").toString();
    lake.rows().repartition(3).write().partitionBy("part").parquet(table);
    Configuration conf = new Configuration();
    InputForm files = new InputForm("parquet", Map.of(), "", "", List.of("id"));
    InputSelection selection =
        new InputSelection(List.of("file:" + table), List.of(), List.of("_*"), 0, files);
    List<LakeImage> expected = new java.util.ArrayList<>();
    LakeListing.list(conf, selection, false, new PieceListing(conf, selection, false), n -> {})
        .images()
        .forEach(expected::add);
    InputForm source = new InputForm(PARQUET, Map.of(), "", "", List.of("id"));
    assertThat(lake.images(table, source)).hasSize(TableLake.ROWS).isEqualTo(expected);
    assertThat(lake.listed(table)).isEqualTo(without());
    InputForm part = new InputForm(PARQUET, Map.of(), "", "", List.of("part"));
    assertThatThrownBy(() -> lake.listed(table, part))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column part: expected one that lies in the table's files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orc", "json", "csv", "binaryFile"})
  void otherFilesThanParquetAreRefused(String format) throws Exception {
    String table = folder.resolve(format + "-table").toString();
    if (format.equals("csv")) {
      lake.rows().select("id", "part").write().csv(table);
    } else {
      lake.rows().write().format(format.equals("binaryFile") ? "orc" : format).save(table);
    }
    InputForm form = new InputForm(format, Map.of(), "", "", List.of());
    assertThatThrownBy(() -> lake.images(table, form))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected rows that lie in Parquet files")
        .hasMessageContaining("FileFormat; have Spark write the table as Parquet");
  }

  @Test
  void aSourceThatIsNotThereIsRefusedWithItsJars() throws Exception {
    InputForm form = new InputForm("hudi", Map.of(), "", "", List.of());
    assertThatThrownBy(() -> lake.images(folder.toString(), form))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[hudi] input format: expected auto, images,")
        .hasMessageContaining("residua-submit --packages");
  }

  @Test
  void aFileSparkCannotReadStopsTheListing() throws Exception {
    Path table = folder.resolve("broken");
    lake.rows().write().parquet(table.toString());
    try (var files = Files.newDirectoryStream(table, "*.parquet")) {
      Files.write(files.iterator().next(), new byte[100]);
    }
    assertThatThrownBy(() -> lake.listed(table.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/broken] table: expected files that Spark can read, found: ");
  }
}
