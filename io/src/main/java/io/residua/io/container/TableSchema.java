package io.residua.io.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Finds the columns of images, names and passed-through values in a table's schema. */
final class TableSchema {

  private static final Set<String> MANIFEST = Set.of("uri", "url", "path");

  private final MessageType schema;
  private final String where;

  /**
   * @param where named in messages
   */
  TableSchema(MessageType schema, String where) {
    this.schema = schema;
    this.where = where;
  }

  /**
   * The column of the images' bytes.
   *
   * @param asked empty for the only one there is
   */
  ColumnDescriptor image(String asked) {
    if (!asked.isEmpty()) {
      return schema.getColumnDescription(asked(asked));
    }
    List<String[]> found = candidates();
    if (found.size() == 1) {
      return schema.getColumnDescription(found.get(0));
    }
    throw new IllegalArgumentException(
        "[%s] image column: expected one column of bytes, found %s among %s%s; name it by --image-column"
            .formatted(
                where,
                found.isEmpty() ? "none" : names(found),
                fieldNames(),
                lists() ? " (lists of images are not read)" : ""));
  }

  /** The one text column of a table without images that names where they are; empty if none. */
  Optional<String> manifest() {
    return candidates().isEmpty()
        ? schema.getFields().stream()
            .filter(field -> MANIFEST.contains(field.getName().toLowerCase(Locale.ROOT)))
            .filter(field -> field.isPrimitive() && text(field.asPrimitiveType()))
            .map(Type::getName)
            .findFirst()
        : Optional.empty();
  }

  /**
   * The column of the images' names.
   *
   * @param asked empty for the path beside the image's bytes, where there is one
   */
  @Nullable ColumnDescriptor name(String asked, ColumnDescriptor image) {
    if (!asked.isEmpty()) {
      PrimitiveType type = primitive(asked, "name column");
      if (!text(type) && !integer(type)) {
        throw unfit(asked, "name column", "text or integers", type, "--name-column");
      }
      return schema.getColumnDescription(new String[] {asked});
    }
    String[] path = image.getPath().clone();
    path[path.length - 1] = "path";
    boolean beside = path.length > 1 && schema.containsPath(path);
    ColumnDescriptor found = beside ? schema.getColumnDescription(path) : null;
    boolean fits = found != null && flat(found) && text(found.getPrimitiveType());
    return fits ? found : null;
  }

  /** A column of values that can be passed through. */
  PassedColumn passed(String name) {
    PrimitiveType type = primitive(name, "column");
    PassedType passed = TableTypes.of(type);
    if (passed == null) {
      throw unfit(
          name,
          "column",
          "text, bytes, a boolean, a signed integer, a float, a date or a timestamp",
          type,
          "--columns");
    }
    return new PassedColumn(name, passed);
  }

  private String[] asked(String column) {
    String[] path = column.split("\\.", -1);
    Type type = schema;
    for (String part : path) {
      if (type.isPrimitive() || !type.asGroupType().containsField(part)) {
        throw missing(column, "image column");
      }
      type = type.asGroupType().getType(part);
    }
    String[] leaf = type.isPrimitive() ? path : with(path, "bytes");
    boolean there = schema.containsPath(leaf);
    ColumnDescriptor found = there ? schema.getColumnDescription(leaf) : null;
    if (found == null || !flat(found) || !bytes(found.getPrimitiveType())) {
      throw unfit(column, "image column", "bytes, not in a list", type, "--image-column");
    }
    return leaf;
  }

  private List<String[]> candidates() {
    List<String[]> found = new ArrayList<>();
    for (Type field : schema.getFields()) {
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        continue;
      }
      if (field.isPrimitive() && bytes(field.asPrimitiveType())) {
        found.add(new String[] {field.getName()});
      } else if (!field.isPrimitive() && imageStruct(field.asGroupType())) {
        found.add(new String[] {field.getName(), "bytes"});
      }
    }
    return found;
  }

  /** HuggingFace's Image feature. */
  private static boolean imageStruct(GroupType group) {
    return group.containsField("bytes")
        && group.getType("bytes").isPrimitive()
        && !group.getType("bytes").isRepetition(Type.Repetition.REPEATED)
        && bytes(group.getType("bytes").asPrimitiveType());
  }

  private boolean lists() {
    return schema.getColumns().stream()
        .anyMatch(column -> !flat(column) && bytes(column.getPrimitiveType()));
  }

  private PrimitiveType primitive(String name, String what) {
    if (!schema.containsField(name)) {
      throw missing(name, what);
    }
    Type type = schema.getType(name);
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      throw unfit(name, what, "single values", type, "--columns and --name-column");
    }
    return type.asPrimitiveType();
  }

  private static boolean flat(ColumnDescriptor column) {
    return column.getMaxRepetitionLevel() == 0;
  }

  private static boolean bytes(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && type.getLogicalTypeAnnotation() == null;
  }

  private static boolean text(PrimitiveType type) {
    return TableTypes.of(type) == PassedType.STRING;
  }

  private static boolean integer(PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    PassedType passed = TableTypes.of(type);
    return (passed == PassedType.INT32 || passed == PassedType.INT64)
        && (annotation == null
            || annotation instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation);
  }

  private IllegalArgumentException missing(String name, String what) {
    return new IllegalArgumentException(
        "[%s] %s %s: expected one of %s, found no such column; name another, or leave the file out by --exclude"
            .formatted(where, what, name, fieldNames()));
  }

  private IllegalArgumentException unfit(
      String name, String what, String expected, Type found, String option) {
    return new IllegalArgumentException(
        "[%s] %s %s: expected %s, found %s; name another by %s"
            .formatted(where, what, name, expected, kind(found), option));
  }

  private static String kind(Type type) {
    return type.isPrimitive() ? type.toString() : "group " + type.getName();
  }

  private String fieldNames() {
    return String.join(", ", schema.getFields().stream().limit(20).map(Type::getName).toList());
  }

  private static String names(List<String[]> paths) {
    return String.join(", ", paths.stream().map(path -> path[0]).toList());
  }

  private static String[] with(String[] path, String last) {
    String[] longer = Arrays.copyOf(path, path.length + 1);
    longer[path.length] = last;
    return longer;
  }
}
