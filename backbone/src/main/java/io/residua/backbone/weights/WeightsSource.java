package io.residua.backbone.weights;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.catalogue.Catalogue;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import io.residua.backbone.weights.catalogue.Downloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
   * Opens weights and finds out what they are: by their SHA-256 in the {@link Catalogue}, else by
   * what the file says. Values are not looked at yet.
   *
   * @param source {@code generated:SEED}, a name of the {@link Catalogue}, or the path of a file:
   *     safetensors, PyTorch's .pth, Keras' .h5, a pickle of Detectron, Detectron2 or Paddle
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
    if (Catalogue.names(source)) {
      CatalogueEntry entry = official(source, asked);
      return of(source, Downloads.usual().fetch(entry), Optional.of(entry), asked);
    }
    Path path = Path.of(source);
    return of(String.valueOf(path.getFileName()), path, Optional.empty(), asked);
  }

  /** The entry of a name, if its weights can be of the network asked for. */
  private static CatalogueEntry official(String name, @Nullable ResNetSpec asked) {
    CatalogueEntry entry =
        Catalogue.find(name)
            .orElseThrow(
                () ->
                    new WeightsException(
                        name,
                        "expected a name of the catalogue, found none like it; residua weights list shows them"));
    if (asked != null && !Cards.takeTheSame(asked, ResNetSpec.of(entry.model()))) {
      throw new WeightsException(
          name,
          "model: expected %s, of which these are the weights, found %s; use --model %s or leave it out"
              .formatted(entry.model(), asked.name(), entry.model()));
    }
    return entry;
  }

  private static WeightsSource of(
      String name, Path path, Optional<CatalogueEntry> entry, @Nullable ResNetSpec asked) {
    TensorFile file = WeightsFile.open(path);
    try {
      Naming naming = Namings.of(name, file);
      RenamedTensors tensors = new RenamedTensors(name, file, naming);
      Optional<CatalogueEntry> known = entry.or(() -> Catalogue.bySha256(tensors.sha256()));
      WeightsCard card = new Cards(name, file, naming, tensors, known).card(asked);
      return new WeightsSource(file, tensors, card);
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
            source,
            WeightsCard.GENERATED,
            "torchvision",
            spec,
            Preprocessing.IMAGENET_224,
            false,
            List.of());
    return new WeightsSource(null, tensors, card);
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
