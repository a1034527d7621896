package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.io.features.MapsDtype;
import io.residua.io.features.MapsFormat;
import io.residua.io.features.StoredMaps;
import io.residua.io.ledger.ShardSize;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Sizes by Table 1 of He et al. 2016: conv2_x of resnet50 is 256 x 56 x 56 at 224 px. */
class MapBytesTest {

  private static MapBytes maps(String preprocessing, MapsDtype dtype, Stage... stages) {
    return MapBytes.of(
        new FeatureRecipe(
            preprocessing,
            null,
            new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false),
            2048,
            new StoredMaps(List.of(stages), MapsFormat.ARROW, dtype)),
        ResNetSpec.of("resnet50"));
  }

  @Test
  void aRunThatFitsIsToldWhatItTakes() {
    MapBytes maps = maps("imagenet-224", MapsDtype.F32, Stage.CONV2_X, Stage.CONV5_X);
    assertThat(maps.image()).isEqualTo(4 * (256 * 56 * 56 + 2048 * 7 * 7));
    assertThat(maps.require(1_000, OptionalLong.of(10L << 30), "out"))
        .isEqualTo(
            "maps: conv2_x 3.1 MiB, conv5_x 392.0 KiB an image, 3.4 GiB in all; 10.0 GiB free");
    assertThat(maps.require(1_000, OptionalLong.empty(), "s3a://lake/out")).endsWith("in all");
  }

  @Test
  void aRunThatCannotFitIsRefused() {
    MapBytes maps = maps("imagenet-224", MapsDtype.F16, Stage.CONV2_X);
    assertThatThrownBy(() -> maps.require(1_000_000, OptionalLong.of(1L << 40), "/data/out"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "[/data/out] output: expected room for the maps (conv2_x 1.5 MiB an image, 1.5 TiB in all), found 1.0 TiB free; choose fewer stages of --maps, --maps-dtype f16, --limit, or an --output with more room");
  }

  @Test
  void detectionIsReckonedByPhotosOfFourToThree() {
    MapBytes maps = maps("detection-800", MapsDtype.F32, Stage.CONV5_X);
    assertThat(maps.image()).isEqualTo(4 * 2048 * 25 * 34);
    assertThat(maps.require(1, OptionalLong.empty(), "out")).contains("a photo of 4:3");
  }

  @Test
  void aShardHasNoMoreThanAGibibyteOfMaps() {
    MapBytes maps = maps("imagenet-224", MapsDtype.F32, Stage.CONV2_X);
    ShardSize size = new ShardSize(1_024, 256L << 20);
    assertThat(maps.bounded(size).images()).isEqualTo((1 << 30) / (4 * 256 * 56 * 56));
    assertThat(maps("imagenet-224", MapsDtype.F32).bounded(size)).isEqualTo(size);
  }
}
