package io.residua.jobs.extract;

import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.io.features.StoredMaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The features of a run, from its settings alone.
 *
 * @param settings of run.json
 */
public record RecordedFeatures(Map<String, String> settings) {

  private static final Pattern LIST = Pattern.compile("\\[([^\\]]*)]");
  private static final String WEIGHTS = "residua.weights";

  public RecordedFeatures {
    settings = Map.copyOf(settings);
  }

  /** Length of an embedding. */
  public int channels() {
    return ResNetSpec.of(network()).channels(embedding().stage());
  }

  private String network() {
    String variant = setting("residua.variant");
    return setting("residua.model") + (variant.equals("torchvision") ? "" : "-" + variant);
  }

  private PooledStage embedding() {
    return new PooledStage(
        Stage.of(setting("residua.embedding-stage")),
        Pooling.of(setting("residua.pooling")),
        Boolean.parseBoolean(setting("residua.l2")));
  }

  /**
   * A request for the same embeddings without maps.
   *
   * @param weights where they are now; null for where they were
   */
  FeatureRequest request(@Nullable String weights) {
    PooledStage embedding = embedding();
    return new FeatureRequest(
        weights == null ? setting(WEIGHTS) : weights,
        network(),
        preprocessing(setting("residua.preprocessing")),
        false,
        new ClipRequest(frames("residua.clip-length"), frames("residua.clip-stride")),
        embedding.stage(),
        embedding.pooling(),
        embedding.l2(),
        StoredMaps.NONE,
        setting("residua.engine"),
        setting("residua.precision"),
        setting("residua.instruction-set"),
        Integer.parseInt(setting("residua.batch-size")));
  }

  /** The name, or the figures written out, of which {@code description} is the description. */
  static String preprocessing(String description) {
    int space = description.indexOf(' ');
    String name = description.substring(0, Math.max(space, 0));
    if (!name.equals("written-out")) {
      return name;
    }
    Matcher lists = LIST.matcher(description.substring(space + 1));
    return lists.replaceAll(list -> list.group(1).replace(", ", ":")).replace(' ', ',');
  }

  private @Nullable Integer frames(String key) {
    String value = settings.get(key);
    return value == null ? null : Integer.valueOf(value);
  }

  /**
   * Lets only features pass that may be compared with the run's.
   *
   * @param now settings of them
   * @throws RefusedException naming every difference
   */
  void requireSame(Map<String, String> now, String output) {
    TreeSet<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      boolean bears = !key.startsWith("residua.maps") && !key.startsWith(WEIGHTS + "-untrained");
      if (bears && !key.equals(WEIGHTS) && !Objects.equals(settings.get(key), now.get(key))) {
        differences.add("%s: recorded %s, now %s".formatted(key, settings.get(key), now.get(key)));
      }
    }
    if (!differences.isEmpty()) {
      throw new RefusedException(
          "[%s] settings: expected those of the run its embeddings are of, found other ones, whose vectors are never compared with these:\n  %s\nGive the run's weights by --weights, on a machine and by a version that can do as it did."
              .formatted(output, String.join("\n  ", differences)));
    }
  }

  private String setting(String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new RefusedException(
          "[_residua/run.json] %s: expected a setting of this name, found none; use the version of Residua that wrote it"
              .formatted(key));
    }
    return value;
  }
}
