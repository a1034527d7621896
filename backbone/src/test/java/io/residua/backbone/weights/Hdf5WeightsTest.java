package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that h5py wrote, with what h5py reads of them in expected.json: see make_hdf5.py. */
class Hdf5WeightsTest {
  @TempDir Path folder;

  static Stream<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    expected().fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSize(14);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyTensorIsWhatH5pyReads(String file) throws IOException {
    JsonNode expected = expected().get(file);
    Set<String> names = new HashSet<>();
    try (Hdf5Weights weights = open(file)) {
      expected.fieldNames().forEachRemaining(names::add);
      assertThat(weights.names()).containsAll(names);
      for (String name : names) {
        List<Long> shape = new ArrayList<>();
        expected.get(name).get("shape").forEach(extent -> shape.add(extent.asLong()));
        assertThat(weights.shape(name)).as(name).isEqualTo(shape);
        assertThat(weights.values(name)).as(name).containsExactly(floats(expected.get(name)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void theFileSaysWhichKerasWroteIt(String version) throws IOException {
    try (Hdf5Weights weights = open("keras2-" + version + ".h5")) {
      assertThat(weights.format()).isEqualTo("HDF5");
      assertThat(weights.metadata())
          .containsEntry("keras_version", "2.2.5")
          .containsEntry("backend", "tensorflow");
    }
  }

  @Test
  void tensorsOfWholeNumbersAreRefusedWhenTheyAreNeeded() throws IOException {
    try (Hdf5Weights weights = open("types-old.h5")) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> weights.values("whole"))
          .withMessage(
              "[types-old.h5] whole: expected IEEE floating-point numbers of 2, 4 or 8 bytes, found FixedPoint; save it as float32");
    }
  }

  @Test
  void linksToOtherPlacesAndFilesAreNotFollowed() throws IOException {
    try (Hdf5Weights weights = open("hostile_links.h5")) {
      assertThat(weights.names()).containsExactly("a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loop|expected groups that end, found /a/b, which is inside itself",
        "theano|conv1/conv1_W:0: expected TensorFlow's kernels, found Theano's, which are flipped; get the tf_dim_ordering_tf_kernels file",
        "theano_backend|backend: expected TensorFlow's kernels, found Theano's, which are flipped; get the tf_dim_ordering_tf_kernels file",
        "external_values|External Data Files",
        "virtual|Virtual storage is not supported",
        "enormous|a: expected at most 67108864 bytes in a tensor, found 4611686018427387904",
        "bomb|a: expected at most 67108864 bytes in a tensor, found 71303168",
        "growing_block|a: expected a block of 64 bytes, found",
        "growing|a: expected a tensor of fixed size, found a growing one",
        "lzf|a: expected gzip, shuffle or fletcher32, found filter 32000",
      })
  void filesMadeToHarmAreRefusedAtOnce(String name, String problem) {
    String file = "hostile_" + name + ".h5";
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(1), () -> readAll(file)))
        .withMessageStartingWith("[" + file + "] ")
        .withMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2-old.h5", "keras2-new.h5"})
  void aFileCutShortSaysWhere(String file) throws IOException {
    byte[] whole = bytes(file);
    for (int length = 8; length < whole.length; length += 61) {
      Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length));
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> Hdf5Weights.open(cut).close())
          .withMessageStartingWith("[cut.h5] expected HDF5")
          .withMessageContaining(
              length < Hdf5Superblock.BYTES
                  ? "truncated within its first header"
                  : "truncated at byte %d of %d; download it again"
                      .formatted(length, whole.length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2-old.h5", "keras2-new.h5", "compressed-old.h5", "many-new.h5"})
  void noChangeOfABytesEscapesAsAnythingElse(String file) throws IOException {
    byte[] whole = bytes(file);
    Random random = new Random(7);
    for (int i = 0; i < 600; i++) {
      byte[] changed = whole.clone();
      for (int j = random.nextInt(12); j >= 0; j--) {
        changed[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      }
      checkRefusedOrRead(changed);
    }
  }

  @Test
  void noNumberOfAHeaderAllocatesMemory() throws IOException {
    byte[] whole = bytes("many-new.h5");
    for (int at = 48; at + 8 < 4000; at += 3) {
      byte[] changed = whole.clone();
      long huge = at % 2 == 0 ? Integer.MAX_VALUE - 8 : 1L << 60;
      ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, huge);
      checkRefusedOrRead(changed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "truncated-1MiB_resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5, 1048576, 94653016",
    "truncated-2.7MB_resnet50_weights_tf_dim_ordering_tf_kernels.h5, 2749997, 102853048"
  })
  void kerasOwnFilesThatWereCutShortSayWhere(String name, long found, long expected) {
    Path file =
        Path.of(System.getProperty("residua.shared.dir", "../../shared"), "weights/broken", name);
    if (!Files.exists(file)) {
      abort("truncated files are skipped: there is no " + file);
    }
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Hdf5Weights.open(file).close())
        .withMessage(
            "[%s] expected HDF5 of %d bytes, found %d: truncated at byte %d of %d; download it again"
                .formatted(name, expected, found, found, expected));
  }

  private void checkRefusedOrRead(byte[] changed) throws IOException {
    Path file = Files.write(folder.resolve("changed.h5"), changed);
    try {
      assertTimeoutPreemptively(Duration.ofSeconds(2), () -> readAll(file));
    } catch (WeightsException e) {
      assertThat(e).hasMessageStartingWith("[changed.h5] ");
    }
  }

  private static void readAll(String file) throws IOException {
    try (Hdf5Weights weights = open(file)) {
      weights.names().forEach(weights::values);
    }
  }

  private static void readAll(Path file) {
    try (Hdf5Weights weights = Hdf5Weights.open(file)) {
      weights.names().forEach(weights::values);
    }
  }

  private static Hdf5Weights open(String file) throws IOException {
    Path copy = Files.createTempDirectory("hdf5").resolve(file);
    Files.write(copy, bytes(file));
    try {
      return Hdf5Weights.open(copy);
    } finally {
      Files.delete(copy);
      Files.delete(copy.getParent());
    }
  }

  private static float[] floats(JsonNode tensor) {
    float[] values = new float[tensor.get("values").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.get("values").get(i).asDouble();
    }
    return values;
  }

  private static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(bytes("expected.json"));
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Hdf5WeightsTest.class.getResourceAsStream("hdf5/" + resource)) {
      return in.readAllBytes();
    }
  }
}
