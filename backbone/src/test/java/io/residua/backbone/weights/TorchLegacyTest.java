package io.residua.backbone.weights;

import static io.residua.backbone.weights.Pickles.assertCheaplyRefused;
import static io.residua.backbone.weights.Pickles.legacy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchLegacyTest {
  @TempDir Path folder;

  @Test
  void aTensorBeyondItsStorageIsRefused() throws IOException {
    String state =
        "<80><02>}U\u0001actorch._utils\\n_rebuild_tensor_v2\\n((U\u0007storagectorch\\nFloatStorage\\nU\u00010U\u0003cpuK<04>tQ"
            + "OFFSETSHAPESTRIDE<89>}tRs.";
    String keys = "<80><02>]U\u00010a.";
    String[] sound = {"K<00>", "K<02>K<02><86>", "K<02>K<01><86>"};
    assertThat(read(legacy(filled(state, sound), keys, 4))).containsExactly("a");
    String[][] unsound = {
      {"K<01>", "K<02>K<02><86>", "K<02>K<01><86>"},
      {"K<00>", "K<02>K<02><86>", "K<03>K<01><86>"},
      {"K<00>", "K<02>K<03><86>", "K<00>K<00><86>"},
      {"<8a><08><ff><ff><ff><ff><ff><ff><ff><7f>", "K<02>K<02><86>", "K<02>K<01><86>"},
      {"K<00>", "K<02>K<02><86>", "<8a><08><ff><ff><ff><ff><ff><ff><ff><7f>K<01><86>"},
      {"K<00>", "J<ff><ff><ff><7f>J<ff><ff><ff><7f><86>", "K<00>K<00><86>"},
    };
    for (String[] wrong : unsound) {
      assertRefused(
          legacy(filled(state, wrong), keys, 4), "to be within 4 values, each once, found more");
    }
    assertRefused(
        legacy(filled(state, sound), keys, 3),
        "truncated at byte 153 of 157, a PyTorch file in the legacy");
    assertRefused(
        legacy(filled(state, sound), "<80><02>](U\u00010U\u00010e.", 4, 4),
        "expected each once, found 0 twice");
    assertRefused(
        legacy(filled(state, sound), "<80><02>]U\u00011a.", 4), "expected those of the tensors");
    assertRefused(legacy(filled(state, sound), "<80><02>].", 4), "storage 0: expected it");
  }

  @Test
  void aStorageThatIsAViewOfAnotherIsReadWithinIt() throws IOException {
    String state =
        "<80><02>}U\u0001actorch._utils\\n_rebuild_tensor\\n((U\u0007storagectorch\\nFloatStorage\\nU\u00010U\u0003cpuK<04>"
            + "(U\u00011K<01>COUNTttQK<00>K<02><85>K<01><85>tRs.";
    String keys = "<80><02>]U\u00010a.";
    byte[] file = legacy(state.replace("COUNT", "K<02>"), keys, 4);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 12, 2.5f);
    try (TensorFile tensors = PickleFile.open(Files.write(folder.resolve("weights.pkl"), file))) {
      assertThat(tensors.values("a")).containsExactly(2.5f, 0);
    }
    assertRefused(
        legacy(state.replace("COUNT", "K<04>"), keys, 4),
        "storage 0: expected a view within it, found another");
  }

  private static String filled(String state, String[] values) {
    return state
        .replace("OFFSET", values[0])
        .replace("SHAPE", values[1])
        .replace("STRIDE", values[2]);
  }

  private Iterable<String> read(byte[] file) throws IOException {
    try (TensorFile tensors = PickleFile.open(Files.write(folder.resolve("weights.pth"), file))) {
      return tensors.names();
    }
  }

  private void assertRefused(byte[] content, String problem) throws IOException {
    Path file = Files.write(folder.resolve("weights.pth"), content);
    assertCheaplyRefused(() -> PickleFile.open(file).close(), problem);
  }
}
