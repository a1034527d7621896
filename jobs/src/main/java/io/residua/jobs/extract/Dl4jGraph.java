package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.dl4j.Dl4jZip;
import io.residua.backbone.weights.WeightsCard;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph of Deeplearning4j as a source of weights: folded already, with a card of its own.
 *
 * @param card what the zip says, or what was assumed
 * @param weights as deep as the graph
 */
public record Dl4jGraph(WeightsCard card, FoldedWeights weights) {
  /** Key of the card's entry that names the preprocessing. */
  public static final String PREPROCESSING = "preprocessing";

  /** Whether {@code source} names such a file. */
  public static boolean is(String source) {
    try {
      Path file = Path.of(source);
      return Files.isRegularFile(file) && Dl4jZip.recognizes(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Reads a graph.
   *
   * @throws IllegalArgumentException when it is none of Residua's, damaged, or of another network
   *     than {@code asked}
   */
  public static Dl4jGraph read(String source, @Nullable ResNetSpec asked) {
    Path file = Path.of(source);
    FoldedWeights weights = Dl4jZip.read(file);
    if (asked != null && !asked.equals(weights.spec())) {
      throw new RefusedException(
          "[%s] model: expected %s, of which these are the weights, found %s; use --model %s or leave it out"
              .formatted(
                  weights.source(), weights.spec().name(), asked.name(), weights.spec().name()));
    }
    Map<String, String> said = Dl4jZip.card(file);
    String recipe = said.get(PREPROCESSING);
    Preprocessing preprocessing =
        recipe == null ? Preprocessing.IMAGENET_224 : Preprocessing.of(recipe);
    return new Dl4jGraph(
        new WeightsCard(
            weights.source(),
            "Deeplearning4j graph",
            "torchvision",
            weights.spec(),
            preprocessing,
            recipe != null,
            List.of()),
        weights);
  }

  /**
   * The weights to a stage.
   *
   * @throws RefusedException when the graph ends before it
   */
  FoldedWeights to(Stage stage) {
    if (stage.compareTo(weights.deepest()) > 0) {
      throw new RefusedException(
          "[%s] %s: expected a stage the graph has, which is %s at most; use --embedding-stage %s"
              .formatted(
                  weights.source(),
                  stage.label(),
                  weights.deepest().label(),
                  weights.deepest().label()));
    }
    return new FoldedWeights(
        weights.spec(), stage, weights.source(), weights.sha256(), weights.tensors());
  }
}
