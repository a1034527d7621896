package io.residua.io.features;

import static io.residua.backbone.Stage.CONV2_X;
import static io.residua.backbone.Stage.CONV3_X;
import static io.residua.backbone.Stage.CONV5_X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredMapsTest {

  private static final StoredMaps MAPS =
      new StoredMaps(
          List.of(CONV5_X, CONV3_X, CONV5_X, CONV2_X), MapsFormat.PARQUET, MapsDtype.F32);

  @Test
  void stagesAreDistinctAndShallowestFirst() {
    assertThat(MAPS.stages()).containsExactly(CONV2_X, CONV3_X, CONV5_X);
    assertThat(MAPS.none()).isFalse();
  }

  @Test
  void settingsSayWhichStagesAndHow() {
    assertThat(MAPS.keyValues())
        .containsOnly(
            Map.entry("residua.maps", "conv2_x,conv3_x,conv5_x"),
            Map.entry("residua.maps-format", "parquet"),
            Map.entry("residua.maps-dtype", "f32"));
    Map<String, String> settings = new TreeMap<>(MAPS.keyValues());
    settings.put("residua.model", "resnet50");
    assertThat(StoredMaps.of(settings)).isEqualTo(MAPS);
  }

  @Test
  void aRunWithoutMapsSaysNothingOfThem() {
    assertThat(StoredMaps.NONE.none()).isTrue();
    assertThat(StoredMaps.NONE.keyValues()).isEmpty();
    assertThat(StoredMaps.of(Map.of("residua.model", "resnet50"))).isEqualTo(StoredMaps.NONE);
  }

  @Test
  void settingsWithoutTheFormatAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoredMaps.of(Map.of("residua.maps", "conv4_x")))
        .withMessage(
            "[settings] residua.maps-format: expected a value beside residua.maps, found none");
  }

  @Test
  void unknownSpellingsAreRefusedByTheOptionsName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MapsFormat.of("feather"))
        .withMessage("[--maps-format] expected one of arrow, parquet, found feather");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MapsDtype.of("bf16"))
        .withMessage("[--maps-dtype] expected one of f16, f32, found bf16");
  }

  @ParameterizedTest
  @EnumSource
  void formatsAreSpelledAsTheyAreRead(MapsFormat format) {
    assertThat(MapsFormat.of(format.label())).isEqualTo(format);
  }

  @ParameterizedTest
  @EnumSource
  void dtypesAreSpelledAsTheyAreRead(MapsDtype dtype) {
    assertThat(MapsDtype.of(dtype.label())).isEqualTo(dtype);
  }

  @Test
  void f16HoldsWhatRoundsTo65504() {
    assertThat(MapsDtype.F16.bytes()).isEqualTo(2);
    assertThat(MapsDtype.F16.holds(values(0, 65_504, -65_519.996f, Float.MIN_VALUE))).isTrue();
    assertThat(MapsDtype.F16.holds(values(0, 65_520))).isFalse();
    assertThat(MapsDtype.F16.holds(values(-65_520, 0))).isFalse();
  }

  @Test
  void f32HoldsWhatIsFinite() {
    assertThat(MapsDtype.F32.bytes()).isEqualTo(4);
    assertThat(MapsDtype.F32.holds(values(-0f, Float.MAX_VALUE, -Float.MAX_VALUE))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void noDtypeHoldsWhatIsNotFinite(float value) {
    assertThat(MapsDtype.F16.holds(values(1, value))).isFalse();
    assertThat(MapsDtype.F32.holds(values(1, value))).isFalse();
  }

  @Test
  void onlyWhatRemainsIsLookedAt() {
    FloatBuffer values = values(Float.NaN, 1, 2, Float.NaN).position(1).limit(3);
    assertThat(MapsDtype.F32.holds(values)).isTrue();
    assertThat(values.position()).isEqualTo(1);
    assertThat(values.remaining()).isEqualTo(2);
  }

  private static FloatBuffer values(float... values) {
    return FloatBuffer.wrap(values);
  }
}
