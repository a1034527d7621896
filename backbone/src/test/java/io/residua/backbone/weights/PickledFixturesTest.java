package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that PyTorch and Python wrote, and what they say is in them: see make_pickles.py. */
class PickledFixturesTest {
  @ParameterizedTest
  @CsvSource({
    "torch-state.pth, torch-state, PyTorch zip",
    "torch-state-legacy.pth, torch-state, 'PyTorch, legacy format'",
    "torch-checkpoint.pth, torch-checkpoint, PyTorch zip",
    "torch-checkpoint-legacy.pth, torch-checkpoint, 'PyTorch, legacy format'",
    "detectron.pkl, detectron, Python pickle",
    "detectron2.pkl, detectron2, Python pickle",
    "paddle2.pdparams, paddle, Paddle pickle",
    "paddle4.pdparams, paddle, Paddle pickle",
    "paddle-pairs.pdparams, paddle-pairs, Python pickle",
    "numpy1-odd2.pkl, numpy1-odd, Python pickle",
    "numpy1-odd4.pkl, numpy1-odd, Python pickle",
    "numpy1-odd5.pkl, numpy1-odd, Python pickle",
    "numpy2-odd2.pkl, numpy2-odd, Python pickle",
    "numpy2-odd4.pkl, numpy2-odd, Python pickle",
    "numpy2-odd5.pkl, numpy2-odd, Python pickle",
  })
  void everyTensorIsWhatTheToolThatWroteItHad(String file, String expected, String format)
      throws IOException {
    checkTensors(file, expected, format);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0", "1, 1", "1, 2", "1, 3", "1, 4", "1, 5", "2, 0", "2, 1", "2, 2", "2, 3", "2, 4", "2, 5"
  })
  void allProtocolsOfBothNumpysAreRead(int numpy, int protocol) throws IOException {
    checkTensors(
        "numpy%d-protocol%d.pkl".formatted(numpy, protocol),
        "numpy%d-protocols".formatted(numpy),
        "Python pickle");
  }

  @Test
  void whatACheckpointSaysBesideItsTensorsIsMetadata() {
    try (TensorFile tensors = open("torch-checkpoint.pth")) {
      assertThat(tensors.metadata())
          .isEqualTo(Map.of("epoch", "12", "arch", "resnet50", "state_dict", "state_dict"));
    }
    try (TensorFile tensors = open("detectron2.pkl")) {
      assertThat(tensors.metadata()).containsEntry("__author__", "torchvision");
    }
  }

  @Test
  void aCountOfBatchesIsNoWeight() {
    try (TensorFile tensors = open("torch-state.pth")) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> tensors.values("num_batches_tracked"))
          .withMessage(
              "[torch-state.pth] num_batches_tracked: expected F32, F16, BF16 or F64, found I64; save it as floating-point");
    }
  }

  @Test
  void programsAreRefused() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> open("torchscript.pt"))
        .withMessage(
            "[torchscript.pt] expected tensors and plain data, found a TorchScript program (torch.jit.save); save its state_dict() with torch.save");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> open("whole-model.pth"))
        .withMessage(
            "[whole-model.pth] expected tensors and plain data, found a call of torch.nn.modules.linear.Linear; a whole model was pickled, which only its program can read; save model.state_dict()");
  }

  private static void checkTensors(String file, String expected, String format) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file("expected-" + expected + ".json").toFile());
    try (TensorFile tensors = open(file)) {
      assertThat(tensors.format()).isEqualTo(format);
      List<String> floating = new ArrayList<>(tensors.names());
      floating.removeIf(name -> name.endsWith("num_batches_tracked"));
      assertThat(floating).containsExactlyElementsOf(json::fieldNames);
      for (String name : floating) {
        assertThat(tensors.shape(name)).as(name).isEqualTo(longs(json.get(name).get("shape")));
        assertThat(tensors.values(name)).as(name).isEqualTo(floats(json.get(name).get("values")));
      }
    }
  }

  static TensorFile open(String file) {
    Path path = file(file);
    return file.startsWith("torchscript") || file.matches("torch-[a-z]+\\.pth|whole.*")
        ? TorchZip.open(path)
        : PickleFile.open(path);
  }

  private static Path file(String name) {
    try {
      URL resource = PickledFixturesTest.class.getResource(name);
      return Path.of(Objects.requireNonNull(resource, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> longs(JsonNode numbers) {
    List<Long> list = new ArrayList<>();
    numbers.forEach(number -> list.add(number.asLong()));
    return list;
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers.get(i).asDouble();
    }
    return floats;
  }
}
