package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.StridePlacement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the card of a file: by what it says of itself, where Residua wrote it, else by its tensors
 * and the library whose names they have.
 */
final class Cards {
  /** Keys of safetensors' {@code __metadata__} by which Residua's own files name their card. */
  static final String MODEL = "residua.model";

  static final String PREPROCESSING = "residua.preprocessing";

  private final String source;
  private final TensorFile file;
  private final Naming naming;
  private final NamedTensors tensors;

  Cards(String source, TensorFile file, Naming naming, NamedTensors tensors) {
    this.source = source;
    this.file = file;
    this.naming = naming;
    this.tensors = tensors;
  }

  /**
   * The card.
   *
   * @param asked the network the user named; null for the one found
   * @throws WeightsException when the tensors are of no network there is, or surely of another than
   *     the one asked for
   */
  WeightsCard card(@Nullable ResNetSpec asked) {
    String said = file.metadata().get(MODEL);
    ResNetSpec found = said == null ? spec(asked) : recorded(said);
    requireSame(asked, found, said != null);
    ResNetSpec spec = asked == null ? found : asked;
    String recipe = file.metadata().get(PREPROCESSING);
    boolean sure = recipe != null || naming.convention().sure();
    Preprocessing preprocessing =
        recipe == null ? preprocessing(spec) : refusing(() -> Preprocessing.of(recipe));
    return new WeightsCard(
        source,
        file.format(),
        naming.label(),
        spec,
        preprocessing,
        sure,
        said == null ? assumptions(asked, spec, preprocessing, sure) : List.of());
  }

  /** Where one is asked for, folding checks every tensor against it and names what it finds. */
  private ResNetSpec spec(@Nullable ResNetSpec asked) {
    return asked != null && naming.convention().keras() == null
        ? asked
        : new Architectures(tensors).spec(source, naming.convention());
  }

  private ResNetSpec recorded(String name) {
    return refusing(() -> ResNetSpec.of(name));
  }

  private void requireSame(@Nullable ResNetSpec asked, ResNetSpec found, boolean recorded) {
    boolean sure = recorded || naming.convention().keras() != null;
    if (asked != null
        && sure
        && !asked.variant().normalization().equals(found.variant().normalization())) {
      throw new WeightsException(
          source,
          "model: expected %s, of which these are the weights by %s, found %s; use --model %s or leave it out"
              .formatted(
                  found.name(),
                  recorded ? "the file's own word" : "their names, " + naming.label(),
                  asked.name(),
                  found.name()));
    }
  }

  /** Torchvision's names say nothing of a network with the stride in the 1x1, which is Caffe's. */
  private @Nullable Preprocessing preprocessing(ResNetSpec spec) {
    boolean caffes =
        spec.variant().stride() == StridePlacement.IN_1X1 && !naming.convention().sure();
    return caffes ? null : naming.convention().preprocessing();
  }

  private List<String> assumptions(
      @Nullable ResNetSpec asked, ResNetSpec spec, @Nullable Preprocessing recipe, boolean sure) {
    List<String> all = new ArrayList<>();
    if (asked == null && spec.block() == Block.BOTTLENECK && naming.convention().keras() == null) {
      all.add(
          "the stride is in the %s, as %s has it; --model says otherwise"
              .formatted(
                  spec.variant().stride() == StridePlacement.IN_1X1 ? "1x1" : "3x3",
                  naming.label()));
    }
    if (asked == null) {
      all.add("no stage is dilated, which leaves no trace in tensors; --model says otherwise");
    }
    if (recipe != null && !sure) {
      all.add(
          "images are preprocessed by %s, as %s does; --preprocess says otherwise"
              .formatted(recipe.name(), naming.label()));
    }
    return all;
  }

  private <T> T refusing(java.util.function.Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (IllegalArgumentException e) {
      throw new WeightsException(source, "__metadata__: " + e.getMessage(), e);
    }
  }
}
