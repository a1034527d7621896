package io.residua.io.ledger;

import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.intColumn;

import io.residua.io.lake.ContainerFormat;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * One file of a plan. Sorted by shard and in pages of at most a thousand rows with their bounds in
 * the column index, so that reading one shard reads its pages only; delta-encoded, so that sorted
 * uris are short without a codec.
 */
final class PlanPart {

  private static final int PAGE_ROWS = 1_000;

  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(PrimitiveTypeName.INT32)
          .named("shard")
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("uri")
          .required(PrimitiveTypeName.INT64)
          .named("length")
          .required(PrimitiveTypeName.INT64)
          .named("modified_millis")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("etag")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("container_format")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("container")
          .optional(PrimitiveTypeName.INT64)
          .named("container_offset")
          .optional(PrimitiveTypeName.INT32)
          .named("container_index")
          .named("plan");

  private PlanPart() {}

  /** Writes a local file; a caller that fails deletes it. */
  static Writer create(Path file) throws IOException {
    return new Writer(
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withDictionaryEncoding(false)
            .withPageRowCountLimit(PAGE_ROWS)
            .build());
  }

  /** Takes the images shard by shard. */
  static final class Writer implements AutoCloseable {

    private final SimpleGroupFactory rows = new SimpleGroupFactory(SCHEMA);
    private final ParquetWriter<Group> file;

    private Writer(ParquetWriter<Group> file) {
      this.file = file;
    }

    void write(int shard, LakeImage image) throws IOException {
      Group row =
          rows.newGroup()
              .append("shard", shard)
              .append("uri", image.uri())
              .append("length", image.length())
              .append("modified_millis", image.modifiedMillis());
      if (!image.etag().isEmpty()) {
        row.append("etag", image.etag());
      }
      Place place = image.place();
      if (place != null) {
        row.append("container_format", place.format().label())
            .append("container", place.container())
            .append("container_offset", place.offset())
            .append("container_index", place.index());
      }
      file.write(row);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** The images of one shard, in order. */
  static List<LakeImage> read(InputFile part, int shard) throws IOException {
    List<LakeImage> images = new ArrayList<>();
    FilterCompat.Filter ofShard = FilterCompat.get(eq(intColumn("shard"), shard));
    try (Rows rows = new Rows(part, ofShard)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        images.add(row.image());
      }
    }
    return images;
  }

  /** All rows, in order. */
  static Rows rows(InputFile part) throws IOException {
    return new Rows(part, FilterCompat.NOOP);
  }

  /**
   * A planned image.
   *
   * @param shard it is in
   */
  record Row(int shard, LakeImage image) {}

  /** Goes through rows, one in memory at a time. */
  static final class Rows implements AutoCloseable {

    private final ParquetReader<Group> file;

    private Rows(InputFile part, FilterCompat.Filter filter) throws IOException {
      file = new Reader(part).withFilter(filter).build();
    }

    /** The next row, or null behind the last. */
    @Nullable Row next() throws IOException {
      Group row = file.read();
      return row == null ? null : new Row(row.getInteger("shard", 0), image(row));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static LakeImage image(Group row) {
    return new LakeImage(
        row.getString("uri", 0),
        row.getLong("length", 0),
        row.getLong("modified_millis", 0),
        has(row, "etag") ? row.getString("etag", 0) : "",
        has(row, "container") ? place(row) : null);
  }

  private static Place place(Group row) {
    return new Place(
        ContainerFormat.of(row.getString("container_format", 0)),
        row.getString("container", 0),
        row.getLong("container_offset", 0),
        row.getInteger("container_index", 0));
  }

  /** Plans of files alone may lack the columns of containers. */
  private static boolean has(Group row, String column) {
    return row.getType().containsField(column) && row.getFieldRepetitionCount(column) > 0;
  }

  private static final class Reader extends ParquetReader.Builder<Group> {

    /**
     * A configuration of its own, since Parquet would parse all of Hadoop's files for each part.
     */
    Reader(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
