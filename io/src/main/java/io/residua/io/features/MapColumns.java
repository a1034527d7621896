package io.residua.io.features;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The columns of a stage maps file between the uri and the map, in their order. */
final class MapColumns {

  /** A column of whole numbers. */
  record Int32(String name, ToIntFunction<MapRow> value) {}

  /** A column of fractions. */
  record Float64(String name, ToDoubleFunction<MapRow> value) {}

  static final List<Float64> FLOAT64S =
      List.of(new Float64("scale_x", MapRow::scaleX), new Float64("scale_y", MapRow::scaleY));

  private MapColumns() {}

  static List<Int32> int32s(MapLayout layout) {
    return List.of(
        new Int32("width", MapRow::width),
        new Int32("height", MapRow::height),
        new Int32("valid_width", row -> row.valid().width()),
        new Int32("valid_height", row -> row.valid().height()),
        new Int32("left", MapRow::left),
        new Int32("top", MapRow::top),
        new Int32("stride", row -> layout.stride()));
  }
}
