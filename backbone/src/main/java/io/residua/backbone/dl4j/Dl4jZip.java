package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.Sha256;
import io.residua.backbone.weights.WeightsException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deeplearning4j's zip files of a {@code ComputationGraph}: {@code configuration.json} and {@code
 * coefficients.bin}, beside them {@code residua.json} with what the graph does not say.
 *
 * <p>A graph has its batch norms folded, so it comes back as {@link FoldedWeights}. Read are the
 * graphs that {@link #write} writes, also after Deeplearning4j loaded and saved them. Nothing in a
 * file is deserialized: its configuration is compared, as text, with the one such a network has.
 */
public final class Dl4jZip {

  private Dl4jZip() {}

  /**
   * Writes weights as a graph that {@code ModelSerializer.restoreComputationGraph} loads: input
   * {@code input}, float32 NCHW, outputs conv2_x to the deepest stage. The same weights give the
   * same bytes. The file appears whole or not at all.
   *
   * @param card what else to note in the file: licence, preprocessing
   * @param overwrite whether a file that is there may be replaced
   * @throws WeightsException when a file is there, or it cannot be written
   */
  public static void write(
      FoldedWeights weights, Path file, Map<String, String> card, boolean overwrite) {
    if (!ResNetSpec.of(weights.spec().name()).equals(weights.spec())) {
      throw new IllegalArgumentException(
          "[%s] expected a network with a name, found other depths under %s"
              .formatted(file.getFileName(), weights.spec().name()));
    }
    try {
      Dl4jZipWriter.write(weights, file, card, overwrite);
    } catch (LinkageError e) {
      throw missing(String.valueOf(file.getFileName()), e);
    }
  }

  /** The same with no more in the card, and no file replaced. */
  public static void write(FoldedWeights weights, Path file) {
    write(weights, file, Map.of(), false);
  }

  /** Whether it is a zip file with a graph's entries, {@code configuration.json} among them. */
  public static boolean recognizes(Path file) {
    return Dl4jZipEntries.recognizes(file);
  }

  /**
   * What {@link #write} noted: {@code model}, {@code deepest}, {@code source}, {@code sha256} and
   * the card. Empty for a file that Deeplearning4j saved again.
   *
   * @throws WeightsException when it is no such file, damaged, or made to harm
   */
  public static Map<String, String> card(Path file) {
    try (Dl4jZipEntries zip = Dl4jZipEntries.open(file)) {
      return zip.card();
    }
  }

  /**
   * The weights of a graph, with the file's name as their source and its SHA-256.
   *
   * @throws WeightsException when it is no such file, another graph, damaged, or made to harm
   */
  public static FoldedWeights read(Path file) {
    try (Dl4jZipEntries zip = Dl4jZipEntries.open(file)) {
      Dl4jConfiguration found =
          Dl4jConfiguration.parse(zip.name(), zip.text(Dl4jZipEntries.CONFIGURATION));
      Dl4jNetwork network = Dl4jNetwork.of(zip.name(), found, zip.card());
      return new FoldedWeights(
          network.spec(),
          network.deepest(),
          zip.name(),
          Sha256.of(file),
          tensors(zip, network.order()));
    } catch (LinkageError e) {
      throw missing(String.valueOf(file.getFileName()), e);
    } catch (IOException e) {
      throw new WeightsException(
          String.valueOf(file.getFileName()),
          "cannot be read: " + e.getMessage() + "; the file is damaged, get it again",
          e);
    }
  }

  private static WeightsException missing(String file, LinkageError e) {
    return new WeightsException(
        file,
        "expected Deeplearning4j's jars on the class path, found no %s; add the distribution's lib/dl4j to --jars"
            .formatted(e.getMessage()),
        e);
  }

  private static Map<String, FoldedWeights.Tensors> tensors(
      Dl4jZipEntries zip, List<Convolution> order) throws IOException {
    long count = order.stream().mapToLong(c -> c.weightCount() + (long) c.outChannels()).sum();
    Map<String, FoldedWeights.Tensors> tensors = new HashMap<>();
    try (InputStream in = zip.stream(Dl4jZipEntries.COEFFICIENTS)) {
      Nd4jArray values =
          Nd4jArray.open(zip.name(), new DataInputStream(new BufferedInputStream(in)), count);
      for (Convolution convolution : order) {
        // ConvolutionParamInitializer: the bias first, then the weight in c order.
        FloatBuffer bias = values.take(convolution.outChannels());
        FloatBuffer weight = values.take(convolution.weightCount());
        tensors.put(convolution.name(), new FoldedWeights.Tensors(weight, bias));
      }
      values.end();
    }
    return tensors;
  }

  /** Where a network's stages end, by their labels. */
  static Stage deepest(String file, List<String> vertices) {
    Stage deepest = null;
    for (Stage stage : Stage.values()) {
      if (vertices.contains(stage.label())) {
        deepest = stage;
      }
    }
    if (deepest == null) {
      throw new WeightsException(
          file,
          "expected a graph with vertices conv2_x to conv5_x as Residua writes it, found %s; only such graphs are read"
              .formatted(vertices.stream().limit(5).toList()));
    }
    return deepest;
  }
}
