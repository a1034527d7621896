package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.bytes.DirectByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Writes stage maps to Parquet, a row group a batch, and in it a page a map. Parquet's record
 * writer takes a map value by value, 30 to 80 MB/s, keeps it on the heap and looks at its size
 * every 100 rows; here pages are written from the batch's memory, whose bytes are those of plain
 * pages.
 */
final class ParquetMapFile extends BatchedMapFile {

  /** Only decides on padding, of which a local file has none. */
  private static final long ROW_GROUP_BYTES = MapBatch.MOST_BYTES;

  private final MessageType schema;
  private final SpoolTarget target;
  private final ParquetFileWriter file;
  private final Map<String, String> keyValues;

  private ParquetMapFile(
      Path spool,
      MapBatch batch,
      MessageType schema,
      SpoolTarget target,
      Map<String, String> keyValues)
      throws IOException {
    super(spool, batch);
    this.schema = schema;
    this.target = target;
    this.keyValues = new TreeMap<>(keyValues);
    this.file =
        new ParquetFileWriter(
            target,
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            null,
            // With heap buffers, maps would be copied for their checksums.
            ParquetProperties.builder()
                .withAllocator(DirectByteBufferAllocator.getInstance())
                .build());
  }

  static ParquetMapFile open(Path spool, MapBatch batch, Map<String, String> keyValues)
      throws IOException {
    MessageType schema = ParquetMapSchema.of(batch.layout(), batch.dtype());
    return new ParquetMapFile(spool, batch, schema, new SpoolTarget(spool), keyValues);
  }

  @Override
  void begin() throws IOException {
    file.start();
  }

  @Override
  void write(MapBatch batch) throws IOException {
    List<MapRow> rows = batch.rows();
    file.startBlock(rows.size());
    ParquetMapPages pages = new ParquetMapPages(file);
    pages.utf8(column("uri"), rows.stream().map(MapRow::uri).toList());
    for (MapColumns.Int32 int32 : MapColumns.int32s(batch.layout())) {
      pages.int32(column(int32.name()), rows.stream().mapToInt(int32.value()).toArray());
    }
    for (MapColumns.Float64 float64 : MapColumns.FLOAT64S) {
      pages.float64(column(float64.name()), rows.stream().mapToDouble(float64.value()).toArray());
    }
    maps(pages, batch);
    pages.int32Lists(list("shape"), batch.shapes().stream().map(MapLayout::extents).toList());
    file.endBlock();
  }

  private void maps(ParquetMapPages pages, MapBatch batch) throws IOException {
    ColumnDescriptor column = list("map");
    ArrowBuf maps = batch.values();
    pages.start(column, maps.readableBytes() / batch.dtype().bytes());
    long offset = 0;
    for (FeatureShape shape : batch.shapes()) {
      int bytes = Math.toIntExact(batch.bytes(shape));
      int values = Math.toIntExact(shape.size());
      pages.lists(column, List.of(values), maps.nioBuffer(offset, bytes));
      offset += bytes;
    }
    pages.end();
  }

  private ColumnDescriptor column(String name) {
    return schema.getColumnDescription(new String[] {name});
  }

  private ColumnDescriptor list(String name) {
    return schema.getColumnDescription(new String[] {name, "list", "element"});
  }

  @Override
  void end(Map<String, String> counts) throws IOException {
    Map<String, String> all = new TreeMap<>(keyValues);
    all.putAll(counts);
    file.end(all);
  }

  @Override
  void cut() throws IOException {
    target.cut();
  }
}
