package io.residua.backbone.weights;

import static io.residua.backbone.weights.Pickles.assertCheaplyRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of others, whole and broken, where they were put beside the project. */
class SharedPicklesTest {
  private static final Path WEIGHTS =
      Path.of(System.getProperty("residua.shared.dir", "../../shared")).resolve("weights");

  @ParameterizedTest
  @CsvSource({
    "resnet20-12fca82f.th, 269722, 91.78000183105469, 1d128e52",
    "resnet32-d509ac18.th, 464154, 92.78000144958496, 31025ec2",
    "resnet44-014dd654.th, 658586, 93.1400016784668, edb3c962",
    "resnet56-4bfd9763.th, 853018, 93.62, cd9c9b8c",
  })
  void cifarNetworksOfTheLegacyFormatHaveTheirPublishedParameters(
      String file, long parameters, String accuracy, String checksum) {
    try (TensorFile tensors = PickleFile.open(shared("cifar10/" + file))) {
      assertThat(tensors.format()).isEqualTo("PyTorch, legacy format");
      assertThat(tensors.names()).contains("module.layer1.0.conv1.weight", "module.linear.bias");
      assertThat(tensors.metadata()).containsEntry("best_prec1", accuracy);
      assertThat(checksum(tensors)).isEqualTo(checksum);
      assertThat(tensors.shape("module.conv1.weight")).isEqualTo(List.of(16L, 3L, 3L, 3L));
      assertThat(
              tensors.names().stream()
                  .filter(name -> !name.contains("running"))
                  .mapToLong(name -> tensors.values(name).length)
                  .sum())
          .isEqualTo(parameters);
    }
  }

  /**
   * 13,208 bytes to the end of the state, 11,689,512 parameters and 9,600 statistics of 4 bytes.
   */
  @Test
  void aTruncatedZipSaysWhatIsMissing() {
    Path file = shared("broken/truncated-580KB_resnet18-f37072fd.pth");
    assertCheaplyRefused(
        () -> TorchZip.open(file).close(),
        "[truncated-580KB_resnet18-f37072fd.pth] truncated at byte 579901 of at least 46809656, a zip (PyTorch's .pth or .pt) without its directory; download it again");
  }

  @ParameterizedTest
  @CsvSource({
    "truncated-1MiB_resnet18-5c106cde.pth, 1048576, 46827520",
    "truncated-358KB_resnet50-19c8e357.pth, 358400, 102502400",
  })
  void aTruncatedTarSaysHowLongItWas(String name, long found, long whole) {
    Path file = shared("broken/" + name);
    assertCheaplyRefused(
        () -> TorchTar.open(file).close(),
        "[%s] truncated at byte %d of %d, a tar archive".formatted(name, found, whole));
  }

  /** CRC-32 of all values as little-endian float32; the expected ones are from PyTorch 1.13. */
  private static String checksum(TensorFile tensors) {
    CRC32 checksum = new CRC32();
    for (String name : tensors.names()) {
      float[] values = tensors.values(name);
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      checksum.update(bytes);
    }
    return "%08x".formatted(checksum.getValue());
  }

  private static Path shared(String file) {
    Path path = WEIGHTS.resolve(file);
    assumeTrue(Files.exists(path), () -> "no " + path);
    return path;
  }
}
