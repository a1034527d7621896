package io.residua.backbone.weights;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Torchvision's and timm's names, behind what checkpoints of larger models put before them: {@code
 * module.}, {@code backbone.}. MMDetection's are the same, but for the deep stem, which it counts
 * {@code stem.0} to {@code stem.7} (mmdet/models/backbones/resnet.py).
 */
final class TorchvisionNaming implements Naming {
  /** The tensor every ResNet has. */
  static final String LANDMARK = "layer1.0.conv1.weight";

  private static final Pattern NAME =
      Pattern.compile(
          "(conv1|bn1|conv1\\.[013467]|stem\\.[013467]|layer[1-4]\\.[0-9]{1,3}\\.(?:conv[123]|bn[123]|downsample\\.[012]))\\.(weight|bias|running_mean|running_var)");

  private final String prefix;

  private TorchvisionNaming(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The naming of a file with these names.
   *
   * @throws WeightsException when more than one network is inside
   */
  static TorchvisionNaming of(String file, Set<String> names) {
    TreeSet<String> prefixes = new TreeSet<>();
    for (String name : names) {
      if (name.equals(LANDMARK) || name.endsWith("." + LANDMARK)) {
        prefixes.add(name.substring(0, name.length() - LANDMARK.length()));
      }
    }
    if (prefixes.size() > 1) {
      throw new WeightsException(
          file,
          "expected one ResNet, found %d, under %s; keep one in the file"
              .formatted(prefixes.size(), prefixes));
    }
    return new TorchvisionNaming(prefixes.isEmpty() ? "" : prefixes.first());
  }

  @Override
  public String label() {
    return "torchvision";
  }

  @Override
  public Optional<Placed> place(String name) {
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher matcher = NAME.matcher(name.substring(prefix.length()));
    return matcher.matches()
        ? Optional.of(new Placed(timms(matcher.group(1)) + "." + matcher.group(2), Layout.OIHW))
        : Optional.empty();
  }

  /** The last norm of a deep stem is {@code bn1} in timm. */
  private static String timms(String layer) {
    return switch (layer) {
      case "stem.7" -> "bn1";
      default -> layer.startsWith("stem.") ? "conv1." + layer.substring("stem.".length()) : layer;
    };
  }
}
