package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.io.features.StoredMaps;
import io.residua.io.ledger.ShardSize;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Bytes the stage maps of a run take, known before it starts. Where shapes differ by image, those
 * of an image of 4:3, the format of most photos.
 *
 * @param byStage bytes of one image's map
 * @param alike whether all images' maps take as much
 */
record MapBytes(Map<Stage, Long> byStage, boolean alike) {

  /** Bytes of maps of a shard, beyond which it has fewer images: what an attempt may lose. */
  private static final long MOST_SHARD_BYTES = 1L << 30;

  MapBytes {
    byStage = new EnumMap<>(byStage);
  }

  static MapBytes of(FeatureRecipe recipe, ResNetSpec spec) {
    Geometry geometry = recipe.pixels().geometry();
    Extent input = geometry.padded(geometry.seen(4000, 3000));
    StoredMaps maps = recipe.maps();
    Map<Stage, Long> bytes = new EnumMap<>(Stage.class);
    for (Stage stage : maps.stages()) {
      long values = spec.shape(stage, recipe.frames(), input.height(), input.width()).size();
      bytes.put(stage, values * maps.dtype().bytes());
    }
    return new MapBytes(bytes, geometry.alike());
  }

  /** Of one image, all stages. */
  long image() {
    return byStage.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Shards of no more than a GiB of maps, where nobody asked for others. */
  ShardSize bounded(ShardSize size) {
    return image() == 0 ? size : size.atMost((int) Math.max(1, MOST_SHARD_BYTES / image()));
  }

  /**
   * Says what a run takes.
   *
   * @param free bytes the output's store has room for; empty where it has no bounds
   * @throws RefusedException when it cannot fit
   */
  String require(long images, OptionalLong free, String output) {
    long bytes = Math.multiplyExact(images, image());
    String takes =
        "%s a%s, %s in all"
            .formatted(
                byStage.entrySet().stream()
                    .map(of -> of.getKey().label() + " " + PlanReport.size(of.getValue()))
                    .collect(Collectors.joining(", ")),
                alike ? "n image" : " photo of 4:3",
                PlanReport.size(bytes));
    if (free.isPresent() && bytes > free.getAsLong()) {
      throw new RefusedException(
          "[%s] output: expected room for the maps (%s), found %s free; choose fewer stages of --maps, --maps-dtype f16, --limit, or an --output with more room"
              .formatted(output, takes, PlanReport.size(free.getAsLong())));
    }
    return "maps: "
        + takes
        + (free.isPresent()
            ? String.format(Locale.ROOT, "; %s free", PlanReport.size(free.getAsLong()))
            : "");
  }
}
