package io.residua.jobs.extract;

import static io.residua.jobs.extract.TableLake.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.lake.InputForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that Iceberg wrote. */
class IcebergTablesTest {

  @TempDir static Path folder;
  private static Path warehouse;
  private static TableLake lake;

  @BeforeAll
  static void makeCatalog() throws IOException {
    warehouse = folder.resolve("a %25 lake");
    String catalog = "spark.sql.catalog.ice";
    lake =
        new TableLake(
            folder,
            "iceberg",
            Map.of(
                catalog,
                "org.apache.iceberg.spark.SparkCatalog",
                catalog + ".type",
                "hadoop",
                catalog + ".warehouse",
                warehouse.toString()));
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static void write(String table, String property, String value) throws Exception {
    lake.rows().writeTo("ice.db." + table).tableProperty(property, value).create();
  }

  private static String path(String table) {
    return warehouse.resolve("db").resolve(table).toString();
  }

  /** Deletes lie in files beside the data: of positions in version 2, as bitmaps in version 3. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "3"})
  void deletedRowsAreGoneAndOlderSnapshotsHaveThem(String version) throws Exception {
    String table = "deleted" + version;
    write(table, "format-version", version);
    for (String kind : List.of("delete", "update")) {
      lake.sql(
          "ALTER TABLE ice.db.%s SET TBLPROPERTIES ('write.%s.mode' = 'merge-on-read')"
              .formatted(table, kind));
    }
    lake.sql("DELETE FROM ice.db.%s WHERE id IN (3, 4)".formatted(table));
    lake.sql("UPDATE ice.db.%s SET part = 'new' WHERE id = 7".formatted(table));
    assertThat(lake.listed(path(table), "id")).isEqualTo(without(3, 4));
    assertThat(lake.listed("ice.db." + table)).as("by catalog").isEqualTo(without(3, 4));
    long first =
        lake.session()
            .sql(
                "SELECT snapshot_id FROM ice.db.%s.snapshots ORDER BY committed_at"
                    .formatted(table))
            .head()
            .getLong(0);
    Map<String, String> option = Map.of("versionAsOf", Long.toString(first));
    InputForm old = new InputForm("iceberg", option, "", "", List.of());
    assertThat(lake.listed(path(table), old)).isEqualTo(without());
  }

  @Test
  void columnsThatFilesHaveUnderAnotherNameAreRefused() throws Exception {
    write("renamed", "format-version", "2");
    lake.sql("ALTER TABLE ice.db.renamed RENAME COLUMN image TO picture");
    refused("renamed", "image column: expected picture.bytes, the table's, found image.bytes");
    write("dropped", "format-version", "2");
    lake.sql("ALTER TABLE ice.db.dropped DROP COLUMN id");
    lake.sql("ALTER TABLE ice.db.dropped ADD COLUMN id INT");
    assertThat(lake.listed(path("dropped"))).as("unasked").isEqualTo(without());
    refused("dropped", "column id: expected the table's, field 6, found an older one", "id");
    lake.sql("ALTER TABLE ice.db.dropped ADD COLUMN label STRING");
    refused("dropped", "(a file of a table has the columns the table had when it was", "label");
  }

  @Test
  void otherFilesThanParquetAreRefused() throws Exception {
    write("orc", "write.format.default", "orc");
    refused("orc", ".orc] file: expected Parquet");
    assertThatThrownBy(() -> lake.listed(path("nothing")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/nothing] table: expected one that iceberg reads, found: ");
  }

  @Test
  void aTablePartitionedByAColumnStillHasItInItsFiles() throws Exception {
    lake.sql(
        "CREATE TABLE ice.db.parts (id INT, part STRING, image STRUCT<bytes: BINARY, path: STRING>) USING iceberg PARTITIONED BY (part)");
    lake.rows().writeTo("ice.db.parts").append();
    assertThat(lake.listed(path("parts"), "part")).isEqualTo(without());
  }

  private static void refused(String table, String message, String... columns) {
    assertThatThrownBy(() -> lake.listed(path(table), columns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
