package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.container.Container;
import io.residua.io.container.Fixtures;
import io.residua.io.container.TableField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a file that a table still holds, against all the file has. */
class TableRowsTest {

  private static final Configuration CONF = new Configuration();
  private static final List<TableField> FIELDS =
      List.of(new TableField("image", null), new TableField("file", null));

  @TempDir private Path folder;

  private static InputForm form() {
    return new InputForm("delta", Map.of(), "image", "file", List.of());
  }

  private static ListingPart list(Path file, long... rows) throws IOException {
    TableRows wanted = TableRows.none(file.toString());
    assertThat(LongStream.of(rows).allMatch(wanted::add)).isTrue();
    return list(wanted, FIELDS);
  }

  private static ListingPart list(TableRows rows, List<TableField> fields) throws IOException {
    InputSelection selection =
        new InputSelection(List.of("-"), List.of(), List.of("*17*"), 0, form());
    return new PieceListing(CONF, selection, false).list(rows, fields);
  }

  private static Path file() {
    return Fixtures.file("indexed.parquet");
  }

  @Test
  void rowsAreListedAsTheWholeFileHasThem() throws Exception {
    List<LakeImage> all = ContainersTest.list(CONF, "file:" + file(), form());
    List<LakeImage> some =
        all.stream().filter(image -> List.of(0L, 7L, 8L, 39L).contains(row(image))).toList();
    assertThat(some).hasSize(4);
    assertThat(list(file(), 0, 7, 8, 39).images()).isEqualTo(some);
    assertThat(list(file(), 7, 17).byGlob()).as("names are still asked").isEqualTo(1);
    assertThat(list(TableRows.all(file().toString()), FIELDS).seen()).isEqualTo(all.size());
  }

  private static long row(LakeImage image) {
    return Objects.requireNonNull(image.place()).offset();
  }

  @Test
  void aRowTheFileLacksStopsTheListing() {
    assertThatThrownBy(() -> list(file(), 1, 4_000_000_000L))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("indexed.parquet] rows: expected row 4000000000, which the table");
    assertThatThrownBy(() -> list(folder.resolve("none.parquet"), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.parquet] file: expected it, since the table names it, found");
  }

  @Test
  void aDamagedFileIsOneImageAndOneOfAnotherFormatIsRefused() throws Exception {
    byte[] content = Files.readAllBytes(file());
    content[content.length - 1] = 0;
    Path damaged = Files.write(folder.resolve("damaged.parquet"), content);
    assertThat(list(damaged, 1, 2).images())
        .singleElement()
        .satisfies(image -> assertThat(image.uri()).endsWith("damaged.parquet!/(damaged)"))
        .satisfies(
            image ->
                assertThat(Objects.requireNonNull(image.place()).index())
                    .isEqualTo(Container.DAMAGE));
    Path other = Files.write(folder.resolve("rows.orc"), content);
    assertThatThrownBy(() -> list(other, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.orc] file: expected Parquet");
  }

  @Test
  void columnsThatAreNotTheTablesAreRefused() {
    TableRows all = TableRows.all(file().toString());
    assertThatThrownBy(() -> list(all, List.of(new TableField("picture", null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image column: expected picture, the table's, found image");
    TableField older = new TableField("id", 4);
    assertThatThrownBy(
            () ->
                TableField.requireSame(
                    List.of(older), List.of(new TableField("id", 2)), "a.parquet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[a.parquet] column id: expected the table's, field 4, found");
    TableField.requireSame(List.of(older), List.of(new TableField("id", null)), "a.parquet");
  }

  @Test
  void rowsAreTakenInOrderAndSoManyOnly() {
    TableRows rows = TableRows.none("a.parquet");
    assertThat(rows.add(5)).isTrue();
    assertThat(rows.add(5)).isFalse();
    assertThat(rows.add(4)).isFalse();
    assertThat(LongStream.range(6, 50_005).allMatch(rows::add)).isTrue();
    assertThat(rows.add(50_005)).isFalse();
    assertThat(rows.test(4)).isFalse();
    assertThat(rows.test(5)).isTrue();
  }

  @Test
  void aTableHoldsNoVideos() {
    InputSelection table = new InputSelection(List.of("-"), List.of(), List.of(), 0, form());
    PieceListing here = new PieceListing(CONF, table, true);
    assertThatThrownBy(() -> LakeListing.list(CONF, table, true, here, n -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected folders of frames")
        .hasMessageContaining("found a table; use a model of images");
  }

  @Test
  void aNameWithoutASlashIsOneOfIcebergsCatalogsOnly() throws Exception {
    InputForm iceberg = new InputForm("iceberg", Map.of(), "", "", List.of());
    List<String> inputs = List.of("lake.db.photos", "/lake/db/photos");
    assertThat(Inputs.qualify(CONF, inputs, iceberg))
        .containsExactly("lake.db.photos", "file:/lake/db/photos");
    assertThat(Inputs.qualify(CONF, inputs, form()).get(0))
        .startsWith("file:/")
        .endsWith("/lake.db.photos");
  }
}
