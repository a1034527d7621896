package io.residua.backbone.weights;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds whose names a file has. */
final class Namings {
  private static final int FEW = 5;

  private Namings() {}

  /**
   * The naming that places most of a file's tensors.
   *
   * @throws WeightsException when none places the tensors of a residual block
   */
  static Naming of(String source, TensorFile file) {
    Set<String> names = file.names();
    return List.of(
            TorchvisionNaming.of(source, names),
            new KerasNaming(),
            new KerasFirstGenerationNaming(),
            new DetectronNaming(),
            Detectron2Naming.of(file.metadata()),
            new PaddleNaming(),
            PaddleClasNaming.of(names))
        .stream()
        .filter(naming -> placesABlock(naming, names))
        .max(Comparator.comparingLong(naming -> placed(naming, names)))
        .orElseThrow(() -> unknown(source, names));
  }

  private static boolean placesABlock(Naming naming, Set<String> names) {
    return names.stream()
        .flatMap(name -> naming.place(name).stream())
        .anyMatch(placed -> placed.name().equals(TorchvisionNaming.LANDMARK));
  }

  private static long placed(Naming naming, Set<String> names) {
    return names.stream().filter(name -> naming.place(name).isPresent()).count();
  }

  private static WeightsException unknown(String source, Set<String> names) {
    return new WeightsException(
        source,
        "expected tensors named as torchvision, timm, MMDetection, Keras, Detectron, Detectron2 or Paddle name those of a ResNet, found %d others (%s); use a ResNet's file"
            .formatted(
                names.size(), String.join(", ", names.stream().sorted().limit(FEW).toList())));
  }
}
