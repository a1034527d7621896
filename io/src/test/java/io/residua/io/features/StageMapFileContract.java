package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stage maps file of every format must do. */
abstract class StageMapFileContract {

  static final int CHANNELS = 3;
  static final FeatureShape SHAPE = new FeatureShape(CHANNELS, 4, 5);
  static final Map<String, String> ORIGIN =
      Map.of("residua.model", "resnet50", "residua.shard", "42", "residua.engine", "onednn");

  private static final int MEBIBYTE = 1 << 20;

  private final MapsFormat format;

  final BufferAllocator memory = new RootAllocator(64 * MEBIBYTE);

  @TempDir Path folder;

  StageMapFileContract(MapsFormat format) {
    this.format = format;
  }

  /** A row as a reader of somebody else's gives it; CHW or CTHW values. */
  record Found(MapRow row, int stride, List<Integer> shape, List<Float> values) {}

  /** Every row of a file. */
  abstract List<Found> read(Path file) throws Exception;

  /** Rows of each record batch or row group of a file. */
  abstract List<Integer> batches(Path file) throws Exception;

  /** Writes a whole file of the format without Residua's key-values. */
  abstract void writeForeign(Path file) throws Exception;

  @AfterEach
  void noMemoryLeaks() {
    memory.close();
  }

  @ParameterizedTest
  @EnumSource
  void mapsOfOneShapeComeBackWithTheirPlaceOnTheImage(MapsDtype dtype) throws Exception {
    Path file = write("a", dtype, SHAPE, Collections.nCopies(7, SHAPE));
    assertThat(read(file))
        .isEqualTo(IntStream.range(0, 7).mapToObj(row -> expected(row, SHAPE)).toList());
  }

  @ParameterizedTest
  @EnumSource
  void mapsOfSeveralShapesComeBackWithTheirPlaceOnTheImage(MapsDtype dtype) throws Exception {
    List<FeatureShape> shapes =
        IntStream.range(0, 7)
            .mapToObj(row -> new FeatureShape(CHANNELS, 1 + row, 7 - row))
            .toList();
    Path file = write("a", dtype, null, shapes);
    assertThat(read(file))
        .isEqualTo(IntStream.range(0, 7).mapToObj(row -> expected(row, shapes.get(row))).toList());
  }

  @Test
  void framesOfAClipAreBehindTheChannels() throws Exception {
    FeatureShape clip = new FeatureShape(CHANNELS, 2, 4, 5);
    Path file = write("a", MapsDtype.F16, clip, List.of(clip, clip));
    assertThat(read(file)).isEqualTo(List.of(expected(0, clip), expected(1, clip)));
    assertThat(read(file).get(0).shape()).containsExactly(CHANNELS, 2, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({"F16, true", "F16, false", "F32, true", "F32, false"})
  void aCopyHasTheBytesOfTheFileItIsOf(MapsDtype dtype, boolean fixed) throws Exception {
    FeatureShape other = new FeatureShape(CHANNELS, 1, 9);
    List<FeatureShape> shapes = List.of(SHAPE, fixed ? SHAPE : other, SHAPE);
    Path file = write("a", dtype, fixed ? SHAPE : null, shapes);
    Path copy = folder.resolve("copy");
    try (StageMapReader maps = StageMapReader.open(file, format, memory);
        StageMapFile to = create(copy, dtype, fixed ? SHAPE : null, CHANNELS, memory)) {
      while (maps.next()) {
        to.write(maps.row(), maps.shape(), maps.values());
      }
      to.finish();
    }
    assertThat(copy).hasSameBinaryContentAs(file);
  }

  @Test
  void aShardWithoutAnyMapIsAFileWithoutRows() throws Exception {
    assertThat(read(write("fixed", MapsDtype.F16, SHAPE, List.of()))).isEmpty();
    Path file = write("variable", MapsDtype.F32, null, List.of());
    assertThat(read(file)).isEmpty();
    assertThat(footer(file).rows()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void buffersOfEveryKindGiveTheSameBytesAndMoveBehindTheMap(MapsDtype dtype) throws IOException {
    int size = (int) SHAPE.size();
    FloatBuffer heap = FloatBuffer.allocate(size + 2);
    FloatBuffer direct = direct(size + 2, ByteOrder.nativeOrder());
    FloatBuffer bigEndian = direct(size + 2, ByteOrder.BIG_ENDIAN);
    List<Path> files = new ArrayList<>();
    for (FloatBuffer buffer : List.of(heap, direct, bigEndian, heap.asReadOnlyBuffer())) {
      if (!buffer.isReadOnly()) {
        buffer.put(1, Float.NaN).position(1).put(values(0, size)).position(1);
      } else {
        buffer.position(1);
      }
      Path file = folder.resolve("file" + files.size());
      try (StageMapFile maps = create(file, dtype, SHAPE)) {
        maps.write(row(0), SHAPE, buffer);
        maps.finish();
      }
      assertThat(buffer.remaining()).isEqualTo(1);
      files.add(file);
    }
    assertThat(files).allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(files.get(0)));
  }

  @Test
  void rowsAreWrittenAsSoonAsTheNextHasNoRoomIn16Mebibytes() throws Exception {
    FeatureShape fourMebibytes = new FeatureShape(CHANNELS, 1, MEBIBYTE / CHANNELS);
    Path file = write("fixed", MapsDtype.F32, fourMebibytes, Collections.nCopies(9, fourMebibytes));
    assertThat(batches(file)).containsExactly(4, 4, 1);
    FeatureShape large = new FeatureShape(CHANNELS, 5, MEBIBYTE / CHANNELS);
    file = write("variable", MapsDtype.F32, null, List.of(SHAPE, large, large, SHAPE, SHAPE));
    assertThat(batches(file)).containsExactly(1, 1, 1, 2);
  }

  @Test
  void smallMapsAreWritten1024AtATime() throws Exception {
    Path file = write("a", MapsDtype.F16, SHAPE, Collections.nCopies(1_030, SHAPE));
    assertThat(batches(file)).containsExactly(1_024, 6);
    assertThat(read(file).get(1_029)).isEqualTo(expected(1_029, SHAPE));
  }

  @Test
  void aShardOf300MapsOf3MegabytesNeeds18MebibytesOfMemory() throws IOException {
    FeatureShape conv2 = new FeatureShape(256, 56, 56);
    FloatBuffer values = direct((int) conv2.size(), ByteOrder.nativeOrder());
    Path file = folder.resolve("a");
    try (BufferAllocator small = memory.newChildAllocator("small", 0, 18 * MEBIBYTE);
        StageMapFile maps = create(file, MapsDtype.F32, conv2, 256, small)) {
      for (int row = 0; row < 300; row++) {
        maps.write(row(row), conv2, values.clear());
      }
      maps.finish();
    }
    assertThat(footer(file).rows()).isEqualTo(300);
    assertThat(Files.size(file)).isBetween(300 * 4 * conv2.size(), 301 * 4 * conv2.size());
  }

  @Test
  void sameRowsGiveTheSameBytesWhateverTheMemoryHeldBefore() throws IOException {
    List<FeatureShape> shapes = List.of(SHAPE, new FeatureShape(CHANNELS, 1, 1), SHAPE);
    Path fixed = write("fixed", MapsDtype.F16, SHAPE, List.of(SHAPE, SHAPE, SHAPE));
    Path variable = write("variable", MapsDtype.F16, null, shapes);
    for (int bytes = 64; bytes <= 16 * MEBIBYTE; bytes *= 4) {
      try (ArrowBuf dirty = memory.buffer(bytes)) {
        dirty.setOne(0L, bytes);
      }
    }
    assertThat(write("fixed again", MapsDtype.F16, SHAPE, List.of(SHAPE, SHAPE, SHAPE)))
        .hasSameBinaryContentAs(fixed);
    assertThat(write("variable again", MapsDtype.F16, null, shapes))
        .hasSameBinaryContentAs(variable);
  }

  @Test
  void theFooterSaysWhereTheRowsComeFromAndWhichTheyAre() throws IOException {
    Path file = write("a", MapsDtype.F16, SHAPE, List.of(SHAPE, SHAPE));
    MapFooter footer = footer(file);
    assertThat(footer.keyValues())
        .containsAllEntriesOf(ORIGIN)
        .containsEntry("residua.map-stage", "conv4_x")
        .hasSize(4);
    assertThat(footer.rows()).isEqualTo(2);
    assertThat(footer.urisSha256())
        .isEqualTo(MapFooter.urisSha256(List.of(row(0).uri(), row(1).uri())));
  }

  /** {@code printf '12 file:/ü.jpg\n' | sha256sum}. */
  @Test
  void urisAreHashedWithTheirLengths() {
    assertThat(MapFooter.urisSha256(List.of("file:/ü.jpg")))
        .isEqualTo("96191af1a08d106a7095d98399fe020ceb75b394b11f236e20bb19e4210d55a4");
    assertThat(MapFooter.urisSha256(List.of("a", "b")))
        .isNotEqualTo(MapFooter.urisSha256(List.of("b", "a")))
        .isNotEqualTo(MapFooter.urisSha256(List.of("a\n1 b")));
  }

  @Test
  void anExceptionInTheMiddleLeavesNoFile() throws IOException {
    Path file = folder.resolve("a");
    FeatureShape other = new FeatureShape(CHANNELS, 4, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              try (StageMapFile maps = create(file, MapsDtype.F16, SHAPE)) {
                maps.write(row(0), SHAPE, values(0, SHAPE));
                assertThat(file).exists();
                maps.write(row(1), other, values(1, other));
              }
            })
        .withMessage(
            "[file:/photos/1 é😀.jpg] conv4_x: expected a map of [3, 4, 5], found [3, 4, 6]");
    assertThat(files()).isEmpty();
  }

  @Test
  void closingWithoutFinishingLeavesNoFileHoweverMuchWasWritten() throws IOException {
    FeatureShape large = new FeatureShape(CHANNELS, 9, MEBIBYTE / CHANNELS);
    StageMapFile maps = create(folder.resolve("a"), MapsDtype.F32, null);
    maps.write(row(0), large, FloatBuffer.allocate((int) large.size()));
    maps.write(row(1), SHAPE, values(1, SHAPE));
    maps.close();
    maps.close();
    assertThat(files()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> maps.write(row(2), SHAPE, values(2, SHAPE)))
        .withMessageContaining("expected an open file, found a finished or closed one");
    assertThatIllegalStateException().isThrownBy(maps::finish);
  }

  @Test
  void neverOverwritesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "precious");
    assertThatThrownBy(() -> create(file, MapsDtype.F16, SHAPE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void aMapThatIsNotOfTheLayoutIsRefusedAndTheFileGoesOn() throws Exception {
    Path file = folder.resolve("a");
    FeatureShape clip = new FeatureShape(CHANNELS, 2, 4, 5);
    try (StageMapFile maps = create(file, MapsDtype.F16, null)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> maps.write(row(0), clip, values(0, clip)))
          .withMessageContaining(
              "expected a map of [3, height, width] and at most 268435456 values, found [3, 2, 4, 5]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> maps.write(row(0), SHAPE, values(0, (int) SHAPE.size() - 1)))
          .withMessage("[file:/photos/0 é😀.jpg] conv4_x: expected 60 values, found 59");
      maps.write(row(0), SHAPE, values(0, SHAPE));
      maps.finish();
    }
    assertThat(read(file)).isEqualTo(List.of(expected(0, SHAPE)));
  }

  @Test
  void valuesTheDtypeDoesNotHoldAreRefusedAndTheFileGoesOn() throws Exception {
    Path file = folder.resolve("a");
    try (StageMapFile maps = create(file, MapsDtype.F16, SHAPE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> maps.write(row(0), SHAPE, values(0, SHAPE).put(7, 65_520)))
          .withMessage(
              "[file:/photos/0 é😀.jpg] conv4_x: expected values that are finite in f16, found others;"
                  + " quarantine the image, or store f32");
      maps.write(row(0), SHAPE, values(0, SHAPE).put(0, 65_504).put(1, -0f));
      maps.finish();
    }
    assertThat(read(file).get(0).values()).startsWith(65_504f, -0f);
    assertThat(footer(file).rows()).isEqualTo(1);
  }

  @Test
  void memoryBeyondTheLimitOfTheParentLeavesNothing() throws IOException {
    try (BufferAllocator small = memory.newChildAllocator("small", 0, MEBIBYTE);
        StageMapFile maps = create(folder.resolve("a"), MapsDtype.F16, SHAPE, CHANNELS, small)) {
      assertThatThrownBy(() -> maps.write(row(0), SHAPE, values(0, SHAPE)))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(small.getAllocatedMemory()).isZero();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNone() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "neither of the two, but long enough");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    byte[] whole = Files.readAllBytes(write("a", MapsDtype.F16, SHAPE, List.of(SHAPE, SHAPE)));
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 3));
    for (Path file : List.of(text, empty, cut)) {
      assertThatIOException()
          .isThrownBy(() -> footer(file))
          .withMessageStartingWith(
              "[OUT/%s] expected a whole file of maps in %s, found: ",
              file.getFileName(), format.label())
          .withMessageEndingWith("; move the file away and run the same command again");
    }
    Path foreign = folder.resolve("foreign");
    writeForeign(foreign);
    assertThatIOException()
        .isThrownBy(() -> footer(foreign))
        .withMessageStartingWith(
            "[OUT/foreign] footer: expected residua.rows and residua.rows-sha256, found keys [");
  }

  final Path write(
      String name, MapsDtype dtype, @Nullable FeatureShape fixed, List<FeatureShape> shapes)
      throws IOException {
    Path file = folder.resolve(name);
    try (StageMapFile maps = create(file, dtype, fixed)) {
      for (int row = 0; row < shapes.size(); row++) {
        maps.write(row(row), shapes.get(row), values(row, shapes.get(row)));
      }
      maps.finish();
    }
    return file;
  }

  private StageMapFile create(Path file, MapsDtype dtype, @Nullable FeatureShape fixed)
      throws IOException {
    return create(file, dtype, fixed, CHANNELS, memory);
  }

  private StageMapFile create(
      Path file,
      MapsDtype dtype,
      @Nullable FeatureShape fixed,
      int channels,
      BufferAllocator parent)
      throws IOException {
    MapLayout layout = new MapLayout(Stage.CONV4_X, 16, channels, fixed);
    return StageMapFile.create(file, format, dtype, layout, ORIGIN, parent);
  }

  private MapFooter footer(Path file) throws IOException {
    return MapFooter.read(new LocalInputFile(file), format, "OUT/" + file.getFileName());
  }

  private static Found expected(int row, FeatureShape shape) {
    List<Float> values = new ArrayList<>();
    for (float value : values(row, (int) shape.size()).array()) {
      values.add(value);
    }
    List<Integer> extents =
        shape.frames() == 1
            ? List.of(shape.channels(), shape.height(), shape.width())
            : List.of(shape.channels(), shape.frames(), shape.height(), shape.width());
    return new Found(row(row), 16, extents, values);
  }

  private static MapRow row(int row) {
    return new MapRow(
        "file:/photos/%d é😀.jpg".formatted(row),
        640 + row,
        480,
        new Extent(224, 200 + row),
        row,
        3 * row,
        0.1 * row + 0.1,
        1.0 / 3);
  }

  private static FloatBuffer values(int row, FeatureShape shape) {
    return values(row, (int) shape.size());
  }

  /** Multiples of 1/8 that float16 holds exactly. */
  private static FloatBuffer values(int row, int count) {
    FloatBuffer values = FloatBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      values.put(i, ((row + 3 * i) % 1_024 - 512) / 8f);
    }
    return values;
  }

  private static FloatBuffer direct(int count, ByteOrder order) {
    return ByteBuffer.allocateDirect(Float.BYTES * count).order(order).asFloatBuffer();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
