package io.residua.io.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;

/** Reads maps in Arrow's IPC file format, with Arrow's reader. */
final class ArrowMapReader implements StageMapReader {

  private final FileChannel channel;
  private final ArrowFileReader file;
  private final VectorSchemaRoot rows;
  private int row = -1;
  private FloatBuffer values = FloatBuffer.allocate(0);

  private ArrowMapReader(FileChannel channel, ArrowFileReader file) throws IOException {
    this.channel = channel;
    this.file = file;
    this.rows = file.getVectorSchemaRoot();
  }

  static ArrowMapReader open(Path path, BufferAllocator parent) throws IOException {
    FileChannel channel = FileChannel.open(path);
    ArrowFileReader file = new ArrowFileReader(channel, parent);
    try {
      return new ArrowMapReader(channel, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean next() throws IOException {
    row++;
    while (row >= rows.getRowCount()) {
      if (!file.loadNextBatch()) {
        return false;
      }
      row = 0;
    }
    return true;
  }

  @Override
  public MapRow row() {
    return new MapRow(
        ((VarCharVector) rows.getVector("uri")).getObject(row).toString(),
        number("width"),
        number("height"),
        new Extent(number("valid_width"), number("valid_height")),
        number("left"),
        number("top"),
        ((Float8Vector) rows.getVector("scale_x")).get(row),
        ((Float8Vector) rows.getVector("scale_y")).get(row));
  }

  private int number(String column) {
    return ((IntVector) rows.getVector(column)).get(row);
  }

  @Override
  public FeatureShape shape() {
    FieldVector map = rows.getVector("map");
    if (map instanceof StructVector struct) {
      FixedSizeListVector shapes = struct.getChild("shape", FixedSizeListVector.class);
      IntVector extents = (IntVector) shapes.getDataVector();
      int first = row * shapes.getListSize();
      return StageMapReader.shape(
          extents.get(first), extents.get(first + 1), extents.get(first + 2));
    }
    String parameters =
        map.getField().getMetadata().get(ExtensionType.EXTENSION_METADATA_KEY_METADATA);
    return StageMapReader.shape(extents(String.valueOf(parameters)));
  }

  private static int[] extents(String parameters) {
    try {
      JsonNode shape = new ObjectMapper().readTree(parameters).path("shape");
      int[] extents = new int[shape.size()];
      for (int i = 0; i < extents.length; i++) {
        extents[i] = shape.get(i).asInt();
      }
      return extents;
    } catch (IOException e) {
      throw new IllegalStateException("[map] shape: expected JSON, found " + parameters, e);
    }
  }

  @Override
  public FloatBuffer values() {
    FieldVector map = rows.getVector("map");
    if (map instanceof FixedSizeListVector fixed) {
      int size = fixed.getListSize();
      return values(fixed.getDataVector(), (long) row * size, size);
    }
    ListVector data = ((StructVector) map).getChild("data", ListVector.class);
    int first = data.getElementStartIndex(row);
    return values(data.getDataVector(), first, data.getElementEndIndex(row) - first);
  }

  private FloatBuffer values(FieldVector vector, long first, int count) {
    boolean halves = vector instanceof Float2Vector;
    int bytes = halves ? Short.BYTES : Float.BYTES;
    ByteBuffer memory =
        vector
            .getDataBuffer()
            .nioBuffer(first * bytes, Math.multiplyExact(count, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    return halves ? widened(memory.asShortBuffer()) : memory.asFloatBuffer();
  }

  private FloatBuffer widened(ShortBuffer halves) {
    if (values.capacity() < halves.remaining()) {
      values = FloatBuffer.allocate(halves.remaining());
    }
    values.clear();
    while (halves.hasRemaining()) {
      values.put(Half.toFloat(halves.get()));
    }
    return values.flip();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      file.close();
    }
  }
}
