package io.residua.io.lake;

import io.residua.io.container.Container;
import io.residua.io.container.ParquetTable;
import io.residua.io.container.RangeSource;
import io.residua.io.container.SequenceFileImages;
import io.residua.io.container.TableField;
import io.residua.io.container.TarArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Tells containers apart, and opens them. */
public final class Containers {

  /** Of POSIX's tar and GNU's, "ustar", in the first header (POSIX.1, pax, "ustar Interchange"). */
  private static final int TAR_MAGIC_AT = 257;

  private static final Pattern COMPRESSED =
      Pattern.compile("\\.(tgz|tbz2?|txz|tzst|tar\\.(gz|bz2|xz|zst|lz4))$");

  private Containers() {}

  /**
   * The format a file's name says.
   *
   * @throws IllegalArgumentException for a compressed archive, in which no member has a place
   */
  public static Optional<ContainerFormat> byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (COMPRESSED.matcher(lower).find()) {
      throw new IllegalArgumentException(
          "[%s] archive: expected one whose members can be read where they are, found it compressed as a whole; decompress it (images hardly shrink), or leave it out by --exclude"
              .formatted(name));
    }
    return Optional.ofNullable(
        lower.endsWith(".tar")
            ? ContainerFormat.WEBDATASET
            : lower.endsWith(".parquet")
                ? ContainerFormat.PARQUET
                : lower.endsWith(".seq") || lower.endsWith(".sequencefile")
                    ? ContainerFormat.SEQUENCEFILE
                    : null);
  }

  /** The format a file's first bytes say. */
  public static Optional<ContainerFormat> byMagic(Configuration conf, String uri)
      throws IOException {
    byte[] head = new byte[TAR_MAGIC_AT + 5];
    int length = 0;
    try (RangeSource source = LakeFile.of(conf, uri).ranges()) {
      for (int read = 0; read >= 0 && length < head.length; length += read) {
        read = Math.max(0, source.read(length, head, length, head.length - length));
        if (read == 0) {
          break;
        }
      }
    }
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    return Optional.ofNullable(byMagic(text));
  }

  private static @Nullable ContainerFormat byMagic(String head) {
    if (head.startsWith("PAR1")) {
      return ContainerFormat.PARQUET;
    }
    if (head.startsWith("SEQ")) {
      return ContainerFormat.SEQUENCEFILE;
    }
    return head.startsWith("ustar", TAR_MAGIC_AT) ? ContainerFormat.WEBDATASET : null;
  }

  /**
   * The column of a Parquet file without images that names where images are, which makes it a
   * manifest.
   */
  public static Optional<String> manifestColumn(Configuration conf, String uri) throws IOException {
    return ParquetTable.manifest(LakeFile.of(conf, uri).ranges());
  }

  /**
   * The columns of a table in use, its images' first.
   *
   * @param schema as Parquet would have it
   * @param where named in messages
   * @throws IllegalArgumentException when it lacks what the form asks for
   */
  public static List<TableField> fields(MessageType schema, InputForm form, String where) {
    return ParquetTable.fields(
        schema, form.imageColumn(), form.nameColumn(), form.columns(), where);
  }

  /**
   * Opens a file of many images.
   *
   * @param file as it is now
   * @param form which columns of it are wanted
   * @throws IllegalArgumentException when it does not hold what the form asks for
   */
  public static ContainerFile open(
      Configuration conf, ContainerFormat format, LakeImage file, InputForm form)
      throws IOException {
    RangeSource source = LakeFile.of(conf, file.uri()).ranges();
    try {
      return new ContainerFile(format, file, open(conf, format, source, file.uri(), form));
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static Container open(
      Configuration conf, ContainerFormat format, RangeSource source, String uri, InputForm form)
      throws IOException {
    List<String> columns = form.columns();
    return switch (format) {
      case WEBDATASET -> new TarArchive(source, columns);
      case PARQUET ->
          ParquetTable.open(source, form.imageColumn(), form.nameColumn(), columns, uri);
      case SEQUENCEFILE -> SequenceFileImages.open(conf, source, columns, uri);
    };
  }
}
