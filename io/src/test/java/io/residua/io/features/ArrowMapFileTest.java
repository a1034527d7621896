package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ArrowMapFileTest extends StageMapFileContract {

  ArrowMapFileTest() {
    super(MapsFormat.ARROW);
  }

  @Test
  void mapsOfOneShapeAreAFixedShapeTensorAndNothingIsNullable() throws IOException {
    Schema schema = schema(write("a", MapsDtype.F16, SHAPE, List.of()));
    assertThat(schema.getFields().stream().map(Field::toString))
        .startsWith(
            "uri: Utf8 not null",
            "width: Int(32, true) not null",
            "height: Int(32, true) not null",
            "valid_width: Int(32, true) not null",
            "valid_height: Int(32, true) not null",
            "left: Int(32, true) not null",
            "top: Int(32, true) not null",
            "stride: Int(32, true) not null",
            "scale_x: FloatingPoint(DOUBLE) not null",
            "scale_y: FloatingPoint(DOUBLE) not null",
            "map: FixedSizeList(60)<item: FloatingPoint(HALF) not null> not null")
        .hasSize(11);
    assertThat(schema.findField("map").getMetadata())
        .isEqualTo(
            Map.of(
                "ARROW:extension:name",
                "arrow.fixed_shape_tensor",
                "ARROW:extension:metadata",
                "{\"shape\":[3,4,5],\"dim_names\":[\"C\",\"H\",\"W\"]}"));
  }

  @Test
  void mapsOfClipsAreTensorsOfFourDimensions() throws IOException {
    FeatureShape clip = new FeatureShape(CHANNELS, 2, 4, 5);
    assertThat(schema(write("a", MapsDtype.F16, clip, List.of())).findField("map").getMetadata())
        .containsEntry(
            "ARROW:extension:metadata",
            "{\"shape\":[3,2,4,5],\"dim_names\":[\"C\",\"T\",\"H\",\"W\"]}");
  }

  @Test
  void mapsOfSeveralShapesAreAVariableShapeTensor() throws IOException {
    Field map = schema(write("a", MapsDtype.F32, null, List.of())).findField("map");
    assertThat(map)
        .hasToString(
            "map: Struct<data: List<item: FloatingPoint(SINGLE) not null> not null,"
                + " shape: FixedSizeList(3)<item: Int(32, true) not null> not null> not null");
    assertThat(map.getMetadata())
        .isEqualTo(
            Map.of(
                "ARROW:extension:name",
                "arrow.variable_shape_tensor",
                "ARROW:extension:metadata",
                "{\"dim_names\":[\"C\",\"H\",\"W\"]}"));
  }

  @Test
  void theSchemaHasTheOriginAndTheFooterTheRows() throws IOException {
    Path file = write("a", MapsDtype.F32, null, List.of(SHAPE));
    try (ArrowFileReader reader = reader(file)) {
      assertThat(reader.getVectorSchemaRoot().getSchema().getCustomMetadata())
          .containsAllEntriesOf(ORIGIN)
          .containsEntry("residua.map-stage", "conv4_x")
          .hasSize(4);
      assertThat(reader.getMetaData()).containsOnlyKeys("residua.rows", "residua.rows-sha256");
    }
  }

  @Test
  void mapsTakeNoMoreThanTheirValuesAndBeginAtAMultipleOf8() throws IOException {
    Path file = write("a", MapsDtype.F16, SHAPE, List.of(SHAPE, SHAPE, SHAPE));
    try (ArrowFileReader reader = reader(file)) {
      ArrowBlock block = reader.getRecordBlocks().get(0);
      RecordBatch batch = recordBatch(file, block);
      org.apache.arrow.flatbuf.Buffer values = batch.buffers(batch.buffersLength() - 1);
      assertThat(values.length()).isEqualTo(3 * SHAPE.size() * Short.BYTES);
      assertThat(block.getOffset() + block.getMetadataLength() + values.offset())
          .satisfies(offset -> assertThat(offset % 8).isZero());
      assertThat(batch.buffers(batch.buffersLength() - 2).length()).as("validity").isZero();
    }
  }

  @Override
  List<Found> read(Path file) throws IOException {
    List<Found> rows = new ArrayList<>();
    try (ArrowFileReader reader = reader(file)) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        IntStream.range(0, root.getRowCount()).forEach(row -> rows.add(found(root, row)));
      }
    }
    return rows;
  }

  private static Found found(VectorSchemaRoot root, int row) {
    MapRow place =
        new MapRow(
            root.getVector("uri").getObject(row).toString(),
            number(root, "width", row),
            number(root, "height", row),
            new Extent(number(root, "valid_width", row), number(root, "valid_height", row)),
            number(root, "left", row),
            number(root, "top", row),
            ((Float8Vector) root.getVector("scale_x")).get(row),
            ((Float8Vector) root.getVector("scale_y")).get(row));
    int stride = number(root, "stride", row);
    if (root.getVector("map") instanceof FixedSizeListVector maps) {
      int size = maps.getListSize();
      List<Float> values = values(maps.getDataVector(), row * size, (row + 1) * size);
      return new Found(place, stride, fixedShape(maps), values);
    }
    StructVector maps = (StructVector) root.getVector("map");
    ListVector data = maps.getChild("data", ListVector.class);
    FixedSizeListVector shapes = maps.getChild("shape", FixedSizeListVector.class);
    List<Float> values =
        values(data.getDataVector(), data.getElementStartIndex(row), data.getElementEndIndex(row));
    return new Found(
        place, stride, shapes.getObject(row).stream().map(Integer.class::cast).toList(), values);
  }

  private static int number(VectorSchemaRoot root, String column, int row) {
    return ((IntVector) root.getVector(column)).get(row);
  }

  private static List<Integer> fixedShape(FixedSizeListVector maps) {
    String metadata = maps.getField().getMetadata().getOrDefault("ARROW:extension:metadata", "");
    String shape = metadata.replaceFirst("\\{\"shape\":\\[([0-9,]*)].*", "$1");
    return Arrays.stream(shape.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static List<Float> values(FieldVector vector, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                vector instanceof Float2Vector halves
                    ? halves.getValueAsFloat(i)
                    : ((Float4Vector) vector).get(i))
        .toList();
  }

  @Override
  List<Integer> batches(Path file) throws IOException {
    List<Integer> rows = new ArrayList<>();
    try (ArrowFileReader reader = reader(file)) {
      for (ArrowBlock block : reader.getRecordBlocks()) {
        rows.add((int) recordBatch(file, block).length());
      }
    }
    return rows;
  }

  private static RecordBatch recordBatch(Path file, ArrowBlock block) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(block.getMetadataLength());
    try (FileChannel channel = FileChannel.open(file)) {
      channel.read(message, block.getOffset());
    }
    ByteBuffer behindItsLength = message.flip().position(8).slice();
    return (RecordBatch) Message.getRootAsMessage(behindItsLength).header(new RecordBatch());
  }

  @Override
  void writeForeign(Path file) throws IOException {
    Files.createFile(file);
    try (VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of()), memory);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
      writer.end();
    }
  }

  private Schema schema(Path file) throws IOException {
    try (ArrowFileReader reader = reader(file)) {
      return reader.getVectorSchemaRoot().getSchema();
    }
  }

  private ArrowFileReader reader(Path file) throws IOException {
    return new ArrowFileReader(FileChannel.open(file), memory);
  }
}
