package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the card of a file: by what the catalogue says of it, by what it says of itself where
 * Residua wrote it, else by its tensors and the library whose names they have.
 */
final class Cards {
  /** Keys of safetensors' {@code __metadata__} by which Residua's own files name their card. */
  static final String MODEL = "residua.model";

  static final String PREPROCESSING = "residua.preprocessing";

  private final String source;
  private final TensorFile file;
  private final Naming naming;
  private final NamedTensors tensors;
  private final Optional<String> model;
  private final Optional<String> recipe;

  /**
   * Prepares.
   *
   * @param entry what the catalogue says of the file; empty for a file it does not know
   */
  Cards(
      String source,
      TensorFile file,
      Naming naming,
      NamedTensors tensors,
      Optional<CatalogueEntry> entry) {
    this.source = source;
    this.file = file;
    this.naming = naming;
    this.tensors = tensors;
    this.model =
        entry.map(CatalogueEntry::model).or(() -> Optional.ofNullable(file.metadata().get(MODEL)));
    this.recipe =
        entry
            .map(CatalogueEntry::preprocessing)
            .or(() -> Optional.ofNullable(file.metadata().get(PREPROCESSING)));
  }

  /**
   * The card.
   *
   * @param asked the network the user named; null for the one found
   * @throws WeightsException when the tensors are of no network there is, or surely of another than
   *     the one asked for
   */
  WeightsCard card(@Nullable ResNetSpec asked) {
    ResNetSpec found = model.isPresent() ? refusing(() -> ResNetSpec.of(model.get())) : spec(asked);
    requireSame(asked, found);
    ResNetSpec spec = asked == null ? found : asked;
    Preprocessing preprocessing =
        recipe.isPresent() ? refusing(() -> Preprocessing.of(recipe.get())) : preprocessing(spec);
    boolean sure = recipe.isPresent() || naming.convention().sure();
    return new WeightsCard(
        source, file.format(), naming.label(), spec, preprocessing, sure, assumptions(asked, spec));
  }

  /** Where one is asked for, folding checks every tensor against it and names what it finds. */
  private ResNetSpec spec(@Nullable ResNetSpec asked) {
    return asked != null && naming.convention().keras() == null
        ? asked
        : new Architectures(tensors).spec(source, naming.convention());
  }

  private void requireSame(@Nullable ResNetSpec asked, ResNetSpec found) {
    boolean sure = model.isPresent() || naming.convention().keras() != null;
    if (asked != null && sure && !takeTheSame(asked, found)) {
      throw new WeightsException(
          source,
          "model: expected %s, of which these are the weights, found %s; use --model %s or leave it out"
              .formatted(found.name(), asked.name(), found.name()));
    }
  }

  /**
   * Whether two networks are the same but for what leaves weights as they are: dilation, where it
   * ends, and inflation for clips.
   */
  static boolean takeTheSame(ResNetSpec one, ResNetSpec other) {
    return one.block() == other.block()
        && one.depths().equals(other.depths())
        && one.variant().stride() == other.variant().stride()
        && one.variant().normalization() == other.variant().normalization()
        && one.variant().stem() == other.variant().stem()
        && one.variant().downsampling() == other.variant().downsampling();
  }

  /** Torchvision's names say nothing of a network with the stride in the 1x1, which is Caffe's. */
  private @Nullable Preprocessing preprocessing(ResNetSpec spec) {
    boolean caffes =
        spec.variant().stride() == StridePlacement.IN_1X1 && !naming.convention().sure();
    return caffes ? null : naming.convention().preprocessing();
  }

  private List<String> assumptions(@Nullable ResNetSpec asked, ResNetSpec spec) {
    List<String> all = new ArrayList<>();
    boolean guessed = asked == null && model.isEmpty();
    if (guessed && spec.block() == Block.BOTTLENECK && naming.convention().keras() == null) {
      all.add(
          "the stride is in the %s, as %s has it; --model says otherwise"
              .formatted(
                  spec.variant().stride() == StridePlacement.IN_1X1 ? "1x1" : "3x3",
                  naming.label()));
    }
    if (guessed) {
      all.add("no stage is dilated, which leaves no trace in tensors; --model says otherwise");
    }
    return all;
  }

  private <T> T refusing(Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (IllegalArgumentException e) {
      throw new WeightsException(source, "card: " + e.getMessage(), e);
    }
  }
}
