package io.residua.backbone.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Torchvision's tensors as another library would have saved them. */
final class LibraryTensors implements NamedTensors {
  private static final Pattern BLOCK =
      Pattern.compile("layer(\\d)\\.(\\d+)\\.(conv|bn|downsample\\.)(\\d)\\.(.*)");

  private final NamedTensors torchvisions;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final boolean hwio;
  private final boolean bgr;

  private LibraryTensors(NamedTensors torchvisions, boolean hwio, boolean bgr) {
    this.torchvisions = torchvisions;
    this.hwio = hwio;
    this.bgr = bgr;
  }

  /** A library by its name, as the test's tables have it. */
  static LibraryTensors of(String library, NamedTensors torchvisions) {
    boolean keras = library.startsWith("keras");
    LibraryTensors tensors =
        new LibraryTensors(torchvisions, keras, keras || library.startsWith("detectron"));
    for (String name : torchvisions.names()) {
      switch (library) {
        case "keras" -> tensors.names.put(keras(name), name);
        case "keras-first-generation" -> tensors.names.put(firstGeneration(name), name);
        case "detectron" -> {
          if (!name.contains(".running_")) {
            tensors.names.put(detectron(name), name);
          }
        }
        case "detectron2" -> tensors.names.put(detectron2(name), name);
        case "paddle" ->
            tensors.names.put(
                name.replace("running_mean", "_mean").replace("running_var", "_variance"), name);
        case "mmdetection" -> tensors.names.put("backbone." + name, name);
        default -> throw new IllegalArgumentException(library);
      }
    }
    return tensors;
  }

  private static String keras(String name) {
    String part = kerasPart(name);
    Matcher m = BLOCK.matcher(name);
    if (!m.matches()) {
      return (name.startsWith("conv1") ? "conv1_conv/" : "conv1_bn/") + part;
    }
    boolean shortcut = m.group(3).equals("downsample.");
    boolean conv = m.group(3).equals("conv") || (shortcut && m.group(4).equals("0"));
    return "conv%d_block%d_%s_%s/%s"
        .formatted(
            Integer.parseInt(m.group(1)) + 1,
            Integer.parseInt(m.group(2)) + 1,
            shortcut ? "0" : m.group(4),
            conv ? "conv" : "bn",
            part);
  }

  private static String firstGeneration(String name) {
    String part = kerasPart(name);
    Matcher m = BLOCK.matcher(name);
    if (!m.matches()) {
      return (name.startsWith("conv1") ? "conv1/" : "bn_conv1/") + part;
    }
    boolean shortcut = m.group(3).equals("downsample.");
    boolean conv = m.group(3).equals("conv") || (shortcut && m.group(4).equals("0"));
    return "%s%d%c_branch%s/%s"
        .formatted(
            conv ? "res" : "bn",
            Integer.parseInt(m.group(1)) + 1,
            'a' + Integer.parseInt(m.group(2)),
            shortcut ? "1" : "2" + (char) ('a' + Integer.parseInt(m.group(4)) - 1),
            part);
  }

  private static String kerasPart(String name) {
    String part = name.substring(name.lastIndexOf('.') + 1);
    boolean conv = name.matches(".*(conv\\d|downsample\\.0)\\.\\w+");
    return switch (part) {
          case "weight" -> conv ? "kernel" : "gamma";
          case "bias" -> conv ? "bias" : "beta";
          case "running_mean" -> "moving_mean";
          default -> "moving_variance";
        }
        + ":0";
  }

  private static String detectron(String name) {
    Matcher m = BLOCK.matcher(name);
    String norm = name.endsWith("weight") ? "_bn_s" : "_bn_b";
    if (!m.matches()) {
      return name.startsWith("conv1") ? "conv1_w" : "res_conv1" + norm;
    }
    boolean shortcut = m.group(3).equals("downsample.");
    boolean conv = m.group(3).equals("conv") || (shortcut && m.group(4).equals("0"));
    return "res%d_%s_branch%s%s"
        .formatted(
            Integer.parseInt(m.group(1)) + 1,
            m.group(2),
            shortcut ? "1" : "2" + (char) ('a' + Integer.parseInt(m.group(4)) - 1),
            conv ? "_w" : norm);
  }

  private static String detectron2(String name) {
    Matcher m = BLOCK.matcher(name);
    String part = name.substring(name.lastIndexOf('.') + 1);
    if (!m.matches()) {
      return "backbone.bottom_up.stem.conv1." + (name.startsWith("bn1") ? "norm." : "") + part;
    }
    boolean shortcut = m.group(3).equals("downsample.");
    boolean norm = m.group(3).equals("bn") || (shortcut && m.group(4).equals("1"));
    return "backbone.bottom_up.res%d.%s.%s.%s%s"
        .formatted(
            Integer.parseInt(m.group(1)) + 1,
            m.group(2),
            shortcut ? "shortcut" : "conv" + m.group(4),
            norm ? "norm." : "",
            part);
  }

  @Override
  public Set<String> names() {
    return names.keySet();
  }

  @Override
  public List<Long> shape(String name) {
    List<Long> s = torchvisions.shape(torchvisions(name));
    return hwio && s.size() == 4 ? List.of(s.get(2), s.get(3), s.get(1), s.get(0)) : s;
  }

  @Override
  public float[] values(String name) {
    float[] values = torchvisions.values(torchvisions(name));
    List<Long> shape = torchvisions.shape(torchvisions(name));
    if (shape.size() < 4) {
      return values;
    }
    int out = Math.toIntExact(shape.get(0));
    int in = Math.toIntExact(shape.get(1));
    int pixels = values.length / out / in;
    float[] saved = new float[values.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int p = 0; p < pixels; p++) {
          int to = bgr && in == 3 ? 2 - i : i;
          int at = hwio ? (p * in + to) * out + o : (o * in + to) * pixels + p;
          saved[at] = values[(o * in + i) * pixels + p];
        }
      }
    }
    return saved;
  }

  @Override
  public String sha256() {
    return torchvisions.sha256();
  }

  private String torchvisions(String name) {
    return Objects.requireNonNull(names.get(name), name);
  }
}
