package io.residua.backbone;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One residual block: {@code relu(branch(x) + shortcut(x))}, a ReLU between the convolutions of the
 * branch and none behind the last.
 *
 * @param name torchvision's module, {@code layer1.0}
 * @param branch convolutions of the branch, in forward order: two (basic) or three (bottleneck)
 * @param pooling side and stride of the average pool in front of the projection, 1 for none; its
 *     windows are cut at the edges of the map, and as many as leave no pixel out
 * @param shortcut the 1x1 projection, or null where the shortcut is the identity
 */
public record ResidualBlock(
    String name, List<Convolution> branch, int pooling, @Nullable Convolution shortcut) {

  public ResidualBlock {
    branch = List.copyOf(branch);
  }

  /** The convolution whose sum with the shortcut is the block's output. */
  public Convolution last() {
    return branch.get(branch.size() - 1);
  }
}
