package io.residua.io.features;

import com.google.flatbuffers.FlatBufferBuilder;
import io.residua.backbone.FeatureShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.arrow.vector.ipc.message.FBSerializables;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow schema of a stage maps file, with its key-values sorted by key: Arrow's own class keeps
 * them in a hash map. The map is of a canonical extension type, <a
 * href="https://arrow.apache.org/docs/format/CanonicalExtensions.html">fixed or variable shape
 * tensor</a>.
 */
final class ArrowMapSchema extends Schema {

  private static final ArrowType INT32 = new ArrowType.Int(32, true);

  private final SortedMap<String, String> keyValues;

  ArrowMapSchema(MapLayout layout, MapsDtype dtype, Map<String, String> keyValues) {
    super(fields(layout, dtype));
    this.keyValues = new TreeMap<>(keyValues);
  }

  @Override
  public Map<String, String> getCustomMetadata() {
    return keyValues;
  }

  @Override
  public int getSchema(FlatBufferBuilder builder) {
    int[] fields = getFields().stream().mapToInt(field -> field.getField(builder)).toArray();
    int fieldsOffset = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, fields);
    int keyValuesOffset = FBSerializables.writeKeyValues(builder, keyValues);
    return org.apache.arrow.flatbuf.Schema.createSchema(
        builder, org.apache.arrow.flatbuf.Endianness.Little, fieldsOffset, keyValuesOffset, 0);
  }

  private static List<Field> fields(MapLayout layout, MapsDtype dtype) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.notNullable("uri", ArrowType.Utf8.INSTANCE));
    MapColumns.int32s(layout).forEach(c -> fields.add(Field.notNullable(c.name(), INT32)));
    ArrowType float64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    MapColumns.FLOAT64S.forEach(c -> fields.add(Field.notNullable(c.name(), float64)));
    FeatureShape fixed = layout.fixed();
    fields.add(fixed == null ? variable(value(dtype)) : fixed(fixed, value(dtype)));
    return fields;
  }

  private static Field value(MapsDtype dtype) {
    FloatingPointPrecision precision =
        switch (dtype) {
          case F16 -> FloatingPointPrecision.HALF;
          case F32 -> FloatingPointPrecision.SINGLE;
        };
    return Field.notNullable("item", new ArrowType.FloatingPoint(precision));
  }

  private static Field fixed(FeatureShape shape, Field value) {
    String extents = MapLayout.extents(shape).toString().replace(" ", "");
    String names = shape.frames() == 1 ? "[\"C\",\"H\",\"W\"]" : "[\"C\",\"T\",\"H\",\"W\"]";
    return map(
        new ArrowType.FixedSizeList(Math.toIntExact(shape.size())),
        "arrow.fixed_shape_tensor",
        "{\"shape\":%s,\"dim_names\":%s}".formatted(extents, names),
        List.of(value));
  }

  private static Field variable(Field value) {
    Field data = new Field("data", FieldType.notNullable(ArrowType.List.INSTANCE), List.of(value));
    Field shape =
        new Field(
            "shape",
            FieldType.notNullable(new ArrowType.FixedSizeList(3)),
            List.of(Field.notNullable("item", INT32)));
    return map(
        ArrowType.Struct.INSTANCE,
        "arrow.variable_shape_tensor",
        "{\"dim_names\":[\"C\",\"H\",\"W\"]}",
        List.of(data, shape));
  }

  private static Field map(ArrowType storage, String name, String metadata, List<Field> children) {
    // Sorted, because Arrow's copy keeps keys that collide in their order.
    Map<String, String> extension = new TreeMap<>();
    extension.put(ExtensionType.EXTENSION_METADATA_KEY_NAME, name);
    extension.put(ExtensionType.EXTENSION_METADATA_KEY_METADATA, metadata);
    return new Field("map", new FieldType(false, storage, null, extension), children);
  }
}
