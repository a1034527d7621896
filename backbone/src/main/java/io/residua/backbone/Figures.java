package io.residua.backbone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A recipe written out: {@code key=value,key=value}, each key once. What is read is taken out, so
 * that what is left is what nobody asked for.
 */
final class Figures {
  private static final int LONGEST_TEXT = 1000;

  /** Larger than any pixel value of 16 bits. */
  private static final float LARGEST = 65_536;

  private static final String EXAMPLE =
      "resize=256,crop=224,interpolation=bilinear,unit=255,mean=0.485:0.456:0.406,std=0.229:0.224:0.225, or shorter=800,longest=1333,divisor=32 for resize and crop, and jpeg=reduced where JPEG files may be decoded smaller";

  private final Map<String, String> left = new LinkedHashMap<>();

  private Figures() {}

  /**
   * Takes a text apart.
   *
   * @throws IllegalArgumentException when it is too long, or not of keys and values, each key once
   */
  static Figures of(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw refused(
          "expected at most %d characters, found %d; write %s"
              .formatted(LONGEST_TEXT, text.length(), EXAMPLE));
    }
    Figures figures = new Figures();
    for (String figure : text.split(",", -1)) {
      String[] sides = figure.strip().split("=", 2);
      if (sides.length < 2) {
        throw refused("expected key=value, found '%s'; write %s".formatted(figure, EXAMPLE));
      }
      if (figures.left.put(sides[0].strip(), sides[1].strip()) != null) {
        throw refused("%s: expected once, found twice; leave one out".formatted(sides[0].strip()));
      }
    }
    return figures;
  }

  /** Takes out the figures of a geometry. */
  Geometry geometry() {
    Geometry whole = whole();
    String jpeg = left.remove("jpeg");
    if (jpeg == null) {
      return whole;
    }
    if (!jpeg.equals("reduced")) {
      throw refused("jpeg: expected reduced, or no such key, found %s; correct it".formatted(jpeg));
    }
    return new ReducedJpeg(whole);
  }

  private Geometry whole() {
    if (left.containsKey("shorter")) {
      return new ShorterEdge(
          whole("shorter", Geometry.LONGEST_SIDE),
          whole("longest", Geometry.LONGEST_SIDE),
          whole("divisor", ShorterEdge.LARGEST_DIVISOR),
          interpolation());
    }
    return new ResizeAndCrop(
        whole("resize", Geometry.LONGEST_SIDE),
        whole("crop", Geometry.LONGEST_SIDE),
        interpolation());
  }

  /** Takes out the figures of a normalization. */
  PixelNormalization normalization() {
    return new PixelNormalization(
        number("unit", take("unit")), three("mean", take("mean")), three("std", take("std")));
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalArgumentException when a figure was not asked for
   */
  void requireNoneLeft() {
    if (!left.isEmpty()) {
      String key = left.keySet().iterator().next();
      throw refused(
          "%s: expected no such key beside the others, found %s=%s; leave it out, or write %s"
              .formatted(key, key, left.get(key), EXAMPLE));
    }
  }

  private int whole(String key, int most) {
    String value = take(key);
    if (value.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw refused(
        "%s: expected a whole number of 1 to %d, found %s; give another"
            .formatted(key, most, value));
  }

  private Interpolation interpolation() {
    String value = take("interpolation");
    return Arrays.stream(Interpolation.values())
        .filter(known -> known.label().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "interpolation: expected one of %s, found %s; give one of them"
                        .formatted(
                            Arrays.stream(Interpolation.values())
                                .map(Interpolation::label)
                                .collect(Collectors.joining(", ")),
                            value)));
  }

  private static List<Float> three(String key, String value) {
    String[] parts = value.split(":", -1);
    if (parts.length != 3) {
      throw refused(
          "%s: expected three numbers R:G:B, found %s; write %s=0.5:0.5:0.5"
              .formatted(key, value, key));
    }
    List<Float> numbers = new ArrayList<>();
    for (String part : parts) {
      numbers.add(number(key, part));
    }
    return numbers;
  }

  private static float number(String key, String value) {
    // Digits alone: Float.parseFloat would also take hexadecimal, "NaN" and "1f".
    if (value.matches("[-+]?[0-9]{1,20}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,2})?")) {
      float number = Float.parseFloat(value);
      if (Math.abs(number) <= LARGEST) {
        return number;
      }
    }
    throw refused(
        "%s: expected a number of at most %s, found %s; write it as 0.485"
            .formatted(key, Float.toString(LARGEST), value));
  }

  private String take(String key) {
    String value = left.remove(key);
    if (value == null) {
      throw refused(
          "%s: expected a value, found none; write every figure: %s".formatted(key, EXAMPLE));
    }
    return value;
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("[preprocess] " + why);
  }
}
