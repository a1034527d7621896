package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Extent;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;

class ParquetMapFileTest extends StageMapFileContract {

  private static final int MAP = 10;

  ParquetMapFileTest() {
    super(MapsFormat.PARQUET);
  }

  @Test
  void listsAreOfThreeLevelsAndNothingIsNullable() throws IOException {
    Path file = write("a", MapsDtype.F16, SHAPE, List.of(SHAPE));
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getFooter().getFileMetaData().getSchema())
          .isEqualTo(
              MessageTypeParser.parseMessageType(
                  """
                  message maps {
                    required binary uri (STRING);
                    required int32 width;
                    required int32 height;
                    required int32 valid_width;
                    required int32 valid_height;
                    required int32 left;
                    required int32 top;
                    required int32 stride;
                    required double scale_x;
                    required double scale_y;
                    required group map (LIST) {
                      repeated group list { required fixed_len_byte_array(2) element (FLOAT16); }
                    }
                    required group shape (LIST) {
                      repeated group list { required int32 element; }
                    }
                  }
                  """));
    }
  }

  @Test
  void duckDbTakesHalvesForFloats() throws Exception {
    for (MapsDtype dtype : MapsDtype.values()) {
      Path file = write(dtype.label() + ".parquet", dtype, null, List.of(SHAPE));
      assertThat(
              query(
                  "SELECT column_type FROM (DESCRIBE FROM '%s') WHERE column_name IN ('map', 'shape')"
                      .formatted(file),
                  row -> row.getString(1)))
          .containsExactly("FLOAT[]", "INTEGER[]");
    }
  }

  @Test
  void everyMapIsAPageAndUrisHaveStatistics() throws IOException {
    Path file = write("a", MapsDtype.F32, SHAPE, List.of(SHAPE, SHAPE, SHAPE));
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      List<ColumnChunkMetaData> columns = reader.getFooter().getBlocks().get(0).getColumns();
      assertThat(reader.readOffsetIndex(columns.get(MAP)).getPageCount()).isEqualTo(3);
      assertThat(columns.get(0).getStatistics().minAsString()).isEqualTo("file:/photos/0 é😀.jpg");
      assertThat(columns.get(0).getStatistics().maxAsString()).isEqualTo("file:/photos/2 é😀.jpg");
      assertThat(columns.get(MAP).getStatistics().isEmpty()).isTrue();
      assertThat(columns).allMatch(column -> column.getEncodings().equals(Set.of(Encoding.PLAIN)));
    }
  }

  @Override
  List<Found> read(Path file) throws SQLException {
    return query("FROM read_parquet('" + file + "')", ParquetMapFileTest::found);
  }

  private static Found found(ResultSet row) throws SQLException {
    MapRow place =
        new MapRow(
            row.getString("uri"),
            row.getInt("width"),
            row.getInt("height"),
            new Extent(row.getInt("valid_width"), row.getInt("valid_height")),
            row.getInt("left"),
            row.getInt("top"),
            row.getDouble("scale_x"),
            row.getDouble("scale_y"));
    return new Found(
        place,
        row.getInt("stride"),
        list(row, "shape", Integer.class),
        list(row, "map", Float.class));
  }

  private static <T> List<T> list(ResultSet row, String column, Class<T> type) throws SQLException {
    return Arrays.stream((Object[]) row.getArray(column).getArray()).map(type::cast).toList();
  }

  @Override
  List<Integer> batches(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getFooter().getBlocks().stream()
          .map(BlockMetaData::getRowCount)
          .map(Math::toIntExact)
          .toList();
    }
  }

  @Override
  void writeForeign(Path file) throws IOException {
    QuarantinedRow row = new QuarantinedRow("file:/a", QuarantineCode.EMPTY, "no bytes", 0);
    QuarantineParquet.write(file, Map.of(), List.of(row));
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(reader.read(result));
      }
    }
    return rows;
  }
}
