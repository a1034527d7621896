package io.residua.io.features;

import io.residua.backbone.Stage;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which stages' maps a run stores, and how.
 *
 * @param stages distinct, shallowest first, in whatever order they are given; empty for none
 * @param format of every file
 * @param dtype of every value
 */
public record StoredMaps(List<Stage> stages, MapsFormat format, MapsDtype dtype)
    implements Serializable {

  private static final String STAGES = "residua.maps";
  private static final String FORMAT = "residua.maps-format";
  private static final String DTYPE = "residua.maps-dtype";

  /** No stage. */
  public static final StoredMaps NONE = new StoredMaps(List.of(), MapsFormat.ARROW, MapsDtype.F32);

  public StoredMaps {
    stages = stages.stream().distinct().sorted().toList();
  }

  /** Whether no stage is stored. */
  public boolean none() {
    return stages.isEmpty();
  }

  /** The settings of a run that say so; empty when no stage is stored. */
  public Map<String, String> keyValues() {
    if (none()) {
      return Map.of();
    }
    String labels = stages.stream().map(Stage::label).collect(Collectors.joining(","));
    return Map.of(STAGES, labels, FORMAT, format.label(), DTYPE, dtype.label());
  }

  /**
   * What {@link #keyValues} said.
   *
   * @param settings of a run, with others among them
   * @throws IllegalArgumentException when one of the three is missing or unknown
   */
  public static StoredMaps of(Map<String, String> settings) {
    if (!settings.containsKey(STAGES)) {
      return NONE;
    }
    return new StoredMaps(
        Arrays.stream(value(settings, STAGES).split(",", -1)).map(Stage::of).toList(),
        MapsFormat.of(value(settings, FORMAT)),
        MapsDtype.of(value(settings, DTYPE)));
  }

  private static String value(Map<String, String> settings, String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "[settings] %s: expected a value beside %s, found none".formatted(key, STAGES));
    }
    return value;
  }
}
