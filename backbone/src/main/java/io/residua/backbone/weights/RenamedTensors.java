package io.residua.backbone.weights;

import io.residua.backbone.Normalization;
import io.residua.backbone.weights.Naming.Layout;
import io.residua.backbone.weights.Naming.Placed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file seen through a naming: torchvision's names, kernels OIHW (OITHW of a network of clips),
 * the first convolution of R, G, B.
 */
final class RenamedTensors implements NamedTensors {
  private static final int KERNEL_AXES = 4;
  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";

  /**
   * A norm of a scale and a shift alone counts as one of mean 0 and this variance, as Detectron2's
   * {@code FrozenBatchNorm2d} has it.
   */
  private static final float AFFINE_VARIANCE = (float) (1 - Normalization.PLAIN.epsilon());

  private final String source;
  private final TensorFile file;
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Map<String, Float> constants = new LinkedHashMap<>();
  private final List<String> unplaced = new ArrayList<>();
  private String sha256 = "";

  RenamedTensors(String source, TensorFile file, Naming naming) {
    this.source = source;
    this.file = file;
    for (String name : file.names()) {
      naming.place(name).ifPresentOrElse(placed -> put(name, placed), () -> unplaced.add(name));
    }
    if (naming.convention().affineNorms()) {
      List.copyOf(origins.keySet()).forEach(this::completeNorm);
    }
  }

  /** The file's names that are no part of a backbone. */
  List<String> unplaced() {
    return List.copyOf(unplaced);
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(origins.keySet());
    names.addAll(constants.keySet());
    return names;
  }

  @Override
  public List<Long> shape(String name) {
    if (constants.containsKey(name)) {
      return shape(scaleOf(name));
    }
    Origin origin = origin(name);
    List<Long> shape = file.shape(origin.name);
    return origin.inHwio() && shape.size() == KERNEL_AXES
        ? List.of(shape.get(3), shape.get(2), shape.get(0), shape.get(1))
        : shape;
  }

  @Override
  public float[] values(String name) {
    Float constant = constants.get(name);
    if (constant != null) {
      float[] values = new float[Math.toIntExact(shape(name).get(0))];
      Arrays.fill(values, constant);
      return values;
    }
    Origin origin = origin(name);
    float[] values = file.values(origin.name);
    List<Long> shape = file.shape(origin.name);
    if (shape.size() < KERNEL_AXES) {
      return values;
    }
    float[] oihw = origin.inHwio() ? KernelLayouts.ofHwio(values, shape) : values;
    return origin.ofBgr() ? KernelLayouts.turnedRound(oihw, shape(name)) : oihw;
  }

  @Override
  public String original(String name) {
    Origin origin = origins.get(name);
    return origin == null ? name : origin.name;
  }

  @Override
  public String sha256() {
    if (sha256.isEmpty()) {
      sha256 = file.sha256();
    }
    return sha256;
  }

  private void put(String name, Placed placed) {
    Origin before = origins.put(placed.name(), new Origin(name, placed.layout()));
    if (before != null) {
      throw new WeightsException(
          source,
          "%s: expected one tensor, found two, %s and %s; keep one in the file"
              .formatted(placed.name(), before.name, name));
    }
  }

  private void completeNorm(String scale) {
    String norm = scale.replaceFirst("\\.weight$", "");
    boolean affine =
        scale.endsWith(".weight")
            && file.shape(origin(scale).name).size() == 1
            && !origins.containsKey(norm + MEAN)
            && !origins.containsKey(norm + VARIANCE);
    if (affine) {
      constants.put(norm + MEAN, 0f);
      constants.put(norm + VARIANCE, AFFINE_VARIANCE);
    }
  }

  private static String scaleOf(String constant) {
    return constant.substring(0, constant.lastIndexOf('.')) + ".weight";
  }

  private Origin origin(String name) {
    Origin origin = origins.get(name);
    if (origin == null) {
      throw new WeightsException(source, name + ": no such tensor");
    }
    return origin;
  }

  /** Where a tensor is in the file. */
  private record Origin(String name, Layout layout) {
    boolean inHwio() {
      return layout == Layout.HWIO || layout == Layout.HWIO_OF_BGR;
    }

    boolean ofBgr() {
      return layout == Layout.OIHW_OF_BGR || layout == Layout.HWIO_OF_BGR;
    }
  }
}
