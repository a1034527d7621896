package io.residua.backbone.weights;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.nio.file.Path;

/** Where weights come from: a file, or a generator. */
public final class WeightsSource {
  private static final String GENERATED = "generated:";

  private WeightsSource() {}

  /**
   * Weights of an architecture, checked and folded.
   *
   * @param source {@code generated:SEED}, or the path of a safetensors file with torchvision's or
   *     timm's names, in float32, float16, bfloat16 or float64
   * @param spec the architecture they must fit; one of clips takes weights of images, too, inflated
   *     as its variant says
   * @param deepest the deepest stage needed; deeper tensors are not read
   * @throws WeightsException when they cannot be used; the message says what to do
   */
  public static FoldedWeights load(String source, ResNetSpec spec, Stage deepest) {
    if (source.startsWith(GENERATED)) {
      return Folding.fold(source, new GeneratedWeights(seed(source), spec), spec, deepest);
    }
    Path file = Path.of(source);
    try (Safetensors tensors = Safetensors.open(file)) {
      return Folding.fold(file.getFileName().toString(), tensors, spec, deepest);
    }
  }

  private static long seed(String source) {
    String seed = source.substring(GENERATED.length());
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException e) {
      throw new WeightsException(
          "weights",
          "generated: expected a whole number, found '" + seed + "'; try generated:42",
          e);
    }
  }
}
