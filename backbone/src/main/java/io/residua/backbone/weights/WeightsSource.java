package io.residua.backbone.weights;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where weights come from, opened: a file of any library, or a generator. Its {@link #card} says
 * what they are; {@link #fold} reads them. Whoever opened it closes it.
 */
public final class WeightsSource implements AutoCloseable {
  private static final String GENERATED = "generated:";
  private static final Pattern STORE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final String DEFAULT_NETWORK = "resnet50";

  private final @Nullable TensorFile file;
  private final NamedTensors tensors;
  private final WeightsCard card;

  private WeightsSource(@Nullable TensorFile file, NamedTensors tensors, WeightsCard card) {
    this.file = file;
    this.tensors = tensors;
    this.card = card;
  }

  /**
   * Opens weights and finds out what they are. Reads headers only.
   *
   * @param source {@code generated:SEED}, or the path of a file: safetensors, PyTorch's .pth,
   *     Keras' .h5, a pickle of Detectron, Detectron2 or Paddle
   * @param asked the network they are to fit; null for the one that is found, ResNet-50 for
   *     generated ones
   * @throws WeightsException when they cannot be used; the message says what to do
   */
  public static WeightsSource open(String source, @Nullable ResNetSpec asked) {
    if (source.startsWith(GENERATED)) {
      return generated(
          source, Objects.requireNonNullElseGet(asked, () -> ResNetSpec.of(DEFAULT_NETWORK)));
    }
    if (STORE.matcher(source).matches()) {
      throw new WeightsException(
          source,
          "weights: expected a file on the machine that starts the run, found a uri; copy it there and name the copy");
    }
    TensorFile file = WeightsFile.open(Path.of(source));
    try {
      return of(String.valueOf(Path.of(source).getFileName()), file, asked);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens, folds and closes.
   *
   * @param spec the architecture they must fit; one of clips takes weights of images, too, inflated
   *     as its variant says
   * @param deepest the deepest stage needed; deeper tensors are not read
   * @throws WeightsException when they cannot be used; the message says what to do
   */
  public static FoldedWeights load(String source, ResNetSpec spec, Stage deepest) {
    try (WeightsSource weights = open(source, spec)) {
      return weights.fold(deepest);
    }
  }

  private static WeightsSource generated(String source, ResNetSpec spec) {
    NamedTensors tensors = new GeneratedWeights(seed(source), spec);
    WeightsCard card =
        new WeightsCard(
            source, "generated", "torchvision", spec, Preprocessing.IMAGENET_224, false, List.of());
    return new WeightsSource(null, tensors, card);
  }

  private static WeightsSource of(String name, TensorFile file, @Nullable ResNetSpec asked) {
    Naming naming = Namings.of(name, file);
    RenamedTensors tensors = new RenamedTensors(name, file, naming);
    return new WeightsSource(file, tensors, new Cards(name, file, naming, tensors).card(asked));
  }

  /** What they are. */
  public WeightsCard card() {
    return card;
  }

  /**
   * Reads and folds them.
   *
   * @param deepest the deepest stage needed; deeper tensors are not read
   * @throws WeightsException when a tensor is missing, of another shape, or not finite
   */
  public FoldedWeights fold(Stage deepest) {
    return Folding.fold(card.source(), tensors, card.spec(), deepest);
  }

  /** Torchvision's names of the tensors, in order. */
  public Set<String> names() {
    return new TreeSet<>(tensors.names());
  }

  /** Extents of a tensor, by torchvision's name and in its layout. */
  public List<Long> shape(String name) {
    return tensors.shape(name);
  }

  /** Values of a tensor, float32, by torchvision's name and in its layout. */
  public float[] values(String name) {
    return tensors.values(name);
  }

  /** The file's own names of what is no part of a backbone. */
  public List<String> unplaced() {
    return tensors instanceof RenamedTensors renamed ? renamed.unplaced() : new ArrayList<>();
  }

  /** Lower-case hexadecimal SHA-256, see {@link FoldedWeights#sha256}. */
  public String sha256() {
    return tensors.sha256();
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
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
