package io.residua.backbone.engines;

import io.residua.backbone.Engine;
import io.residua.backbone.dl4j.Dl4jEngine;
import io.residua.backbone.onednn.OnednnEngine;
import java.util.List;

/** The engines of {@code --engine}. */
public final class Engines {
  private static final List<String> NAMES = List.of("onednn", "dl4j");

  private Engines() {}

  /** Every name, the default first. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The engine called {@code name}. Loads no native library yet.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Engine of(String name) {
    return switch (name) {
      case "onednn" -> new OnednnEngine();
      case "dl4j" -> new Dl4jEngine();
      default ->
          throw new IllegalArgumentException(
              "[engine] expected one of %s, found %s".formatted(String.join(", ", NAMES), name));
    };
  }
}
