package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"F32, 4", "F16, 2", "BF16, 2", "F64, 8"})
  void floatingTypesAreReadAsFloat32(String dtype, int bytes) throws IOException {
    Path file = SafetensorsFile.raw(path(), entry("a", dtype, "[3]", 0, 3 * bytes), 3 * bytes);
    byte[] content = Files.readAllBytes(file);
    ByteBuffer data =
        ByteBuffer.wrap(content, content.length - 3 * bytes, 3 * bytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {-1.5f, 0.25f, 96}) {
      switch (dtype) {
        case "F32" -> data.putFloat(value);
        case "F64" -> data.putDouble(value);
        case "BF16" -> data.putShort((short) (Float.floatToIntBits(value) >> 16));
        default -> data.putShort((short) (value == 96 ? 0x5600 : value < 0 ? 0xBE00 : 0x3400));
      }
    }
    Files.write(file, content);
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThat(tensors.shape("a")).isEqualTo(List.of(3L));
      assertThat(tensors.values("a")).containsExactly(-1.5f, 0.25f, 96);
    }
  }

  @Test
  void halvesAreWidenedExactly() {
    assertThat(Dtype.halfToFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Dtype.halfToFloat((short) 0x83ff)).isEqualTo(-0x3ffp-24f);
    assertThat(Dtype.halfToFloat((short) 0x7bff)).isEqualTo(65504);
    assertThat(Dtype.halfToFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Dtype.halfToFloat((short) 0x7e00)).isNaN();
    assertThat(Float.floatToRawIntBits(Dtype.halfToFloat((short) 0x8000))).isEqualTo(0x80000000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,16]}}|a: expected 8 bytes for F32 [2], found 16",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[16,0]}}|a: expected data_offsets in order",
        "{'a':{'dtype':'F32','shape':[8],'data_offsets':[0,32]}}|within the file's 16 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|16 bytes in all",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}|a: expected to begin at byte 0",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'b':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}|b: expected to begin at byte 12",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]},'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}|uplicate",
        "{'a':{'dtype':'F99','shape':[4],'data_offsets':[0,16]}}|found F99",
        "{'a':{'dtype':'F32','shape':[-4],'data_offsets':[0,16]}}|shape of at least 0, found -4",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296,4294967296],'data_offsets':[0,16]}}|a shape that fits the file",
        "{'a':{'dtype':'F32','shape':[1e1],'data_offsets':[0,16]}}|shape of at least 0",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,16]}}|out of range of long",
        "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,4],'data_offsets':[0,16]}}|at most 8 numbers",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16],'run':'x'}}|found run",
        "{'a':{'dtype':'F32','shape':[4]}}|not all of them",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} x|header: expected",
        "['a']|header: expected a JSON object",
        "{'a':3}|a: expected an object",
        "{'a':{'dtype'|header: expected safetensors' JSON"
      })
  void aHeaderThatBreaksTheFormatIsRefused(String header, String problem) throws IOException {
    Path file = SafetensorsFile.raw(path(), header.replace('\'', '"'), 16);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Safetensors.open(file).close())
        .withMessageStartingWith("[weights.safetensors] ")
        .withMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775808", "9223372036854775807", "100000001", "0", "-1"})
  void aHeaderLengthBeyondTheFormatsLimitIsRefused(long length) throws IOException {
    byte[] bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    Path file = Files.write(path(), bytes);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Safetensors.open(file).close())
        .withMessageContaining(
            "header length: expected 2 to 100000000, found " + Long.toUnsignedString(length));
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws IOException {
    Path file = SafetensorsFile.raw(path(), entry("a", "F32", "[4]", 0, 16), 16);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(WeightsException.class)
          .as("cut to %d bytes", length)
          .isThrownBy(() -> Safetensors.open(file).close())
          .withMessageContaining("weights.safetensors");
    }
  }

  @Test
  void noChangeOfAByteOfTheHeaderEscapesAsAnythingElse() throws IOException {
    Path file = SafetensorsFile.raw(path(), entry("a", "F32", "[4]", 0, 16), 16);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        changed[random.nextInt(whole.length - 16)] = (byte) random.nextInt(256);
      }
      Files.write(file, changed);
      try (Safetensors tensors = Safetensors.open(file)) {
        for (String name : tensors.names()) {
          assertThat(tensors.shape(name)).isNotNull();
        }
      } catch (WeightsException e) {
        assertThat(e).hasMessageContaining("weights.safetensors");
      }
    }
  }

  @Test
  void aTensorOfWholeNumbersIsRefusedWhenItIsNeeded() throws IOException {
    Path file = SafetensorsFile.raw(path(), entry("a", "I32", "[4]", 0, 16), 16);
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> tensors.values("a"))
          .withMessage(
              "[weights.safetensors] a: expected F32, F16, BF16 or F64, found I32; save it as floating-point");
    }
  }

  private Path path() {
    return folder.resolve("weights.safetensors");
  }

  private static String entry(String name, String dtype, String shape, int begin, int end) {
    return "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}"
        .formatted(name, dtype, shape, begin, end);
  }
}
