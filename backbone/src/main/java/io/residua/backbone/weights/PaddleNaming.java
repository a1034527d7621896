package io.residua.backbone.weights;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code paddle.vision.models}: torchvision's names, but {@code _mean} and {@code _variance} for
 * the running statistics (python/paddle/vision/models/resnet.py and nn/layer/norm.py).
 */
final class PaddleNaming implements Naming {
  private static final Pattern NAME =
      Pattern.compile(
          "((?:conv1|bn1|layer[1-4]\\.[0-9]{1,3}\\.(?:conv[123]|bn[123]|downsample\\.[01]))\\.)(weight|bias|_mean|_variance)");

  @Override
  public String label() {
    return "Paddle";
  }

  @Override
  public Optional<Placed> place(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new Placed(matcher.group(1) + part(matcher.group(2)), Layout.OIHW))
        : Optional.empty();
  }

  /** Torchvision's word for a part of a batch norm. */
  static String part(String paddles) {
    return switch (paddles) {
      case "_mean" -> "running_mean";
      case "_variance" -> "running_var";
      default -> paddles;
    };
  }
}
