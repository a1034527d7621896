package io.residua.backbone.dl4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.residua.backbone.weights.WeightsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A graph's configuration as data: every value by its path, {@code /vertices/conv1/…}. Class names
 * in it are texts like others.
 */
final class Dl4jConfiguration {
  private static final int MOST_VALUES = 200_000;
  private static final int MOST_DEPTH = 32;
  private static final String VERTICES = "/vertices/";
  private static final String ORDER = "/topologicalOrderStr/";

  /** How a graph was run and trained, in what order it was written: nothing about what it is. */
  private static final Pattern STATES =
      Pattern.compile(
          "/topologicalOrder(Str)?/\\d+|/defaultConfiguration/.*|(/vertices/[^/]+/layerConf)?/(seed"
              + "|iterationCount|epochCount|cacheMode|trainingWorkspaceMode|inferenceWorkspaceMode"
              + "|variables/\\d+)");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
          .build();

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> vertices = new ArrayList<>();
  private final List<String> order = new ArrayList<>();

  private Dl4jConfiguration() {}

  /**
   * Takes a configuration apart.
   *
   * @throws WeightsException when it is not JSON, or larger than any ResNet's
   */
  static Dl4jConfiguration parse(String file, String text) {
    Dl4jConfiguration parsed = new Dl4jConfiguration();
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      parsed.read(file, json, "");
      return parsed;
    } catch (IOException e) {
      throw new WeightsException(
          file,
          "%s: expected JSON, found a fault: %s; the file is damaged, get it again"
              .formatted(
                  Dl4jZipEntries.CONFIGURATION,
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("none")),
          e);
    }
  }

  /** Names of the vertices, in the file's order. */
  List<String> vertices() {
    return vertices;
  }

  /** Names of the vertices in the order of their parameters; empty where the file says none. */
  List<String> order() {
    return order;
  }

  /** The first thing that another configuration has otherwise; empty where they are one graph. */
  Optional<String> difference(Dl4jConfiguration other) {
    for (Map.Entry<String, String> value : values.entrySet()) {
      String theirs = other.values.get(value.getKey());
      if (!value.getValue().equals(theirs)) {
        return Optional.of(
            "%s: expected %s, found %s"
                .formatted(value.getKey(), value.getValue(), theirs == null ? "nothing" : theirs));
      }
    }
    return other.values.keySet().stream()
        .filter(path -> !values.containsKey(path))
        .findFirst()
        .map(path -> "%s: expected nothing, found %s".formatted(path, other.values.get(path)));
  }

  private void read(String file, JsonParser json, String path) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = path + "/" + json.currentName();
        if (path.concat("/").equals(VERTICES)) {
          vertices.add(json.currentName());
        }
        json.nextToken();
        read(file, json, key);
      }
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
        read(file, json, path + "/" + i);
      }
    } else {
      put(file, path, json.getText());
    }
  }

  private void put(String file, String path, String value) {
    if (path.startsWith(ORDER)) {
      order.add(value);
    }
    if (!STATES.matcher(path).matches()) {
      values.put(path, value);
    }
    if (values.size() + order.size() > MOST_VALUES) {
      throw new WeightsException(
          file,
          "%s: expected at most %d values, found more; it is no ResNet"
              .formatted(Dl4jZipEntries.CONFIGURATION, MOST_VALUES));
    }
  }
}
