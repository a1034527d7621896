package io.residua.backbone.weights;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PaddleClas ({@code blocks.3.conv0.conv.weight}): its blocks are counted through all stages, and a
 * stage begins where a block has a {@code short} (ppcls/arch/backbone/legendary_models/resnet.py).
 * Its {@code vd} networks have a stem of three and average in their shortcuts, and are placed where
 * timm's are: {@code downsample.1} and {@code .2}.
 */
final class PaddleClasNaming implements Naming {
  private static final Pattern SHORT =
      Pattern.compile("blocks\\.([0-9]{1,3})\\.short\\.conv\\.weight");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:stem\\.([0-2])|blocks\\.([0-9]{1,3})\\.(conv[0-2]|short))\\.(conv|bn)\\.(weight|bias|_mean|_variance)");

  /** Of the deep stem, as timm names it; the last norm is {@code bn1}. */
  private static final int DEEP_STEM = 3;

  private final TreeSet<Integer> begins = new TreeSet<>();
  private final boolean deep;

  private PaddleClasNaming(Collection<String> names) {
    for (String name : names) {
      Matcher matcher = SHORT.matcher(name);
      if (matcher.matches()) {
        begins.add(Integer.valueOf(matcher.group(1)));
      }
    }
    begins.add(0);
    deep = names.contains("stem." + (DEEP_STEM - 1) + ".conv.weight");
  }

  /** The naming of a file with these names. */
  static PaddleClasNaming of(Collection<String> names) {
    return new PaddleClasNaming(names);
  }

  @Override
  public String label() {
    return deep ? "PaddleClas, vd" : "PaddleClas";
  }

  @Override
  public Optional<Placed> place(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean norm = matcher.group(4).equals("bn");
    String layer =
        matcher.group(1) != null
            ? stem(Integer.parseInt(matcher.group(1)), norm)
            : block(Integer.parseInt(matcher.group(2)), matcher.group(3), norm);
    return Optional.of(new Placed(layer + "." + PaddleNaming.part(matcher.group(5)), Layout.OIHW));
  }

  private String stem(int index, boolean norm) {
    if (!deep || (norm && index == DEEP_STEM - 1)) {
      return norm ? "bn1" : "conv1";
    }
    return "conv1." + (DEEP_STEM * index + (norm ? 1 : 0));
  }

  private String block(int index, String convolution, boolean norm) {
    int stage = begins.headSet(index, true).size();
    String block = "layer%d.%d.".formatted(stage, index - begins.headSet(index, true).last());
    if (convolution.equals("short")) {
      return block + "downsample." + ((deep ? 1 : 0) + (norm ? 1 : 0));
    }
    int number = convolution.charAt(convolution.length() - 1) - '0' + 1;
    return block + (norm ? "bn" : "conv") + number;
  }
}
