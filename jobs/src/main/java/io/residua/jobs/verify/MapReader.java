package io.residua.jobs.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;

/** Goes through files of stage maps with Arrow's and Parquet's own readers. */
final class MapReader {

  private MapReader() {}

  /**
   * Reads a file in Parquet.
   *
   * @param to takes each row
   * @return the key-values of the file
   */
  static Map<String, String> parquet(OutputFolder output, String file, Consumer<StoredMap> to)
      throws IOException {
    try (ParquetColumns columns = output.parquet(file)) {
      List<String> uris = columns.strings("uri");
      List<List<Integer>> shapes = columns.intLists("shape");
      List<ParquetColumns.Vector> maps = columns.vectors("map");
      if (uris.size() != shapes.size() || uris.size() != maps.size()) {
        throw new IOException(
            "columns of %d, %d and %d rows".formatted(uris.size(), shapes.size(), maps.size()));
      }
      for (int row = 0; row < uris.size(); row++) {
        ParquetColumns.Vector map = maps.get(row);
        to.accept(new StoredMap(uris.get(row), shapes.get(row), map.length(), map.finite()));
      }
      return columns.keyValues();
    }
  }

  /**
   * Reads a file in Arrow's IPC format, one record batch in memory at a time.
   *
   * @param to takes each row
   * @return the key-values of the file's schema
   */
  static Map<String, String> arrow(OutputFolder output, String file, Consumer<StoredMap> to)
      throws IOException {
    try (SeekableByteChannel channel = output.channel(file);
        BufferAllocator arrow = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(channel, arrow)) {
      VectorSchemaRoot rows = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        for (int row = 0; row < rows.getRowCount(); row++) {
          to.accept(row(rows, row));
        }
      }
      return rows.getSchema().getCustomMetadata();
    }
  }

  private static StoredMap row(VectorSchemaRoot rows, int row) throws IOException {
    String uri = ((VarCharVector) rows.getVector("uri")).getObject(row).toString();
    FieldVector map = rows.getVector("map");
    if (map instanceof FixedSizeListVector fixed) {
      int size = fixed.getListSize();
      boolean finite = finite(fixed.getDataVector(), row * size, size);
      return new StoredMap(uri, extents(fixed), size, finite);
    }
    StructVector struct = (StructVector) map;
    ListVector data = struct.getChild("data", ListVector.class);
    int from = data.getElementStartIndex(row);
    int size = data.getElementEndIndex(row) - from;
    return new StoredMap(uri, shape(struct, row), size, finite(data.getDataVector(), from, size));
  }

  /** Of {@code arrow.fixed_shape_tensor}, whose parameters say the shape of all. */
  private static List<Integer> extents(FixedSizeListVector map) throws IOException {
    Map<String, String> field = map.getField().getMetadata();
    if (!"arrow.fixed_shape_tensor".equals(field.get("ARROW:extension:name"))) {
      throw new IOException("map: no arrow.fixed_shape_tensor");
    }
    List<Integer> extents = new ArrayList<>();
    JsonNode parameters = new ObjectMapper().readTree(field.get("ARROW:extension:metadata"));
    parameters.path("shape").forEach(extent -> extents.add(extent.asInt()));
    return extents;
  }

  /** Of {@code arrow.variable_shape_tensor}, where each row has its own. */
  private static List<Integer> shape(StructVector map, int row) {
    FixedSizeListVector shapes = map.getChild("shape", FixedSizeListVector.class);
    IntVector extents = (IntVector) shapes.getDataVector();
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < shapes.getListSize(); i++) {
      shape.add(extents.get(row * shapes.getListSize() + i));
    }
    return shape;
  }

  private static boolean finite(FieldVector values, int from, int count) {
    boolean finite = true;
    for (int i = from; i < from + count; i++) {
      finite &=
          values instanceof Float2Vector halves
              ? ParquetColumns.finiteHalf(halves.get(i))
              : Float.isFinite(((Float4Vector) values).get(i));
    }
    return finite;
  }
}
