package io.residua.io.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What a person named as inputs: uris, and the forms the files there have. */
public final class Inputs {

  /** The form of files that are one image each, whatever their names. */
  static final String IMAGES = "images";

  /** The form of a file that names others. */
  static final String MANIFEST = "manifest";

  /** The form of Iceberg's tables. */
  private static final String ICEBERG = "iceberg";

  private static final Set<String> LISTS = Set.of("txt", "lst", "list", "csv", "tsv");
  private static final Set<String> PICTURES =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");

  /** As in {000..099}. */
  private static final Pattern RANGE = Pattern.compile("\\{\\w+\\.\\.\\w+}");

  /** Hadoop has file systems of these, which say neither how long a file is nor what there is. */
  private static final Set<String> WEB = Set.of("http", "https");

  private Inputs() {}

  /**
   * Inputs as full uris with scheme and authority, so that they mean the same in any working
   * directory. Looks at nothing in a store.
   *
   * @throws IllegalArgumentException when one is no uri Hadoop understands, holds a password, or is
   *     on a store of a kind this class path knows nothing of
   * @throws IOException when a store cannot be reached
   */
  public static List<String> qualify(Configuration conf, List<String> inputs) throws IOException {
    List<String> qualified = new ArrayList<>();
    for (String input : inputs) {
      Path path = parse(input);
      requireNoPassword(path);
      requireKnownStore(conf, path);
      qualified.add(path.getFileSystem(conf).makeQualified(path).toString());
    }
    return qualified;
  }

  /**
   * The same of inputs of some form. An Iceberg table may also be named by its catalog, which a
   * name without a slash does, by Iceberg's own rule; that name stays as it is.
   *
   * @throws IllegalArgumentException as {@link #qualify(Configuration, List)}
   * @throws IOException when a store cannot be reached
   */
  public static List<String> qualify(Configuration conf, List<String> inputs, InputForm form)
      throws IOException {
    List<String> qualified = new ArrayList<>();
    for (String input : inputs) {
      boolean catalogs = form.format().equals(ICEBERG) && !input.contains("/");
      qualified.add(catalogs ? input : qualify(conf, List.of(input)).get(0));
    }
    return qualified;
  }

  /** Whether tables of this form are read by a Spark source. */
  static boolean isSparkSource(InputForm form) {
    return !Set.of(InputForm.AUTOMATIC, IMAGES, MANIFEST).contains(form.format())
        && containers(form) == null;
  }

  /** The format of an archive by its name or by what was said of all; null where it is none. */
  static @Nullable ContainerFormat archive(InputForm form, String name) {
    return switch (form.format()) {
      case InputForm.AUTOMATIC -> Containers.byName(name).orElse(null);
      case IMAGES, MANIFEST -> null;
      default -> containers(form);
    };
  }

  /** What all files were said to be; null where they were not, or are no containers. */
  private static @Nullable ContainerFormat containers(InputForm form) {
    for (ContainerFormat format : ContainerFormat.values()) {
      if (format.label().equals(form.format())) {
        return format;
      }
    }
    return null;
  }

  /** Whether a file a person named is a list of others. */
  static boolean manifest(Configuration conf, InputForm form, Path file) throws IOException {
    return switch (form.format()) {
      case MANIFEST -> true;
      case InputForm.AUTOMATIC ->
          LISTS.contains(extension(file))
              || (extension(file).equals("parquet")
                  && Containers.manifestColumn(conf, file.toString()).isPresent());
      default -> false;
    };
  }

  /** The format of a file a person named: its first bytes say it where its name says nothing. */
  static @Nullable ContainerFormat named(Configuration conf, InputForm form, Path file)
      throws IOException {
    ContainerFormat format = archive(form, file.toString());
    return format == null
            && form.format().equals(InputForm.AUTOMATIC)
            && !PICTURES.contains(extension(file))
        ? Containers.byMagic(conf, file.toString()).orElse(null)
        : format;
  }

  static String extension(Path file) {
    String name = file.getName();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** A path a person wrote. */
  static Path parse(String input) {
    try {
      return new Path(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "[%s] path: expected a path or uri, found: %s; write ./ before a name with a colon"
              .formatted(input, e.getMessage()),
          e);
    }
  }

  /** What is at a path; empty when nothing is. */
  static Optional<FileStatus> status(FileSystem store, Path path) throws IOException {
    try {
      return Optional.of(store.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * What matches a glob.
   *
   * @throws IllegalArgumentException when nothing does
   */
  static FileStatus[] matches(FileSystem store, Path glob) throws IOException {
    FileStatus[] matches = expand(store, glob);
    if (matches == null || matches.length == 0) {
      throw new IllegalArgumentException(
          "[%s] input: expected a folder, a file or a glob that matches some, found nothing there; %s"
              .formatted(glob, remedy(glob)));
    }
    return matches;
  }

  /** Ranges in braces are WebDataset's and the shell's, not Hadoop's. */
  private static String remedy(Path glob) {
    return RANGE.matcher(glob.toString()).find()
        ? "a range in braces is no glob here: write * or ?, as in photos-????.tar"
        : "check the spelling, and that every machine of the cluster sees it";
  }

  /** Hadoop says of a pattern it cannot read that the store failed. */
  private static FileStatus @Nullable [] expand(FileSystem store, Path glob) throws IOException {
    try {
      return store.globStatus(glob);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith("Illegal file pattern")) {
        throw new IllegalArgumentException(
            "[%s] input: expected a folder, a file or a glob, found nothing there and no glob: %s; write \\ before a bracket that belongs to a name"
                .formatted(glob, e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** A uri goes into every row. */
  static void requireNoPassword(Path path) {
    String user = path.toUri().getUserInfo();
    if (user != null && user.contains(":")) {
      throw new IllegalArgumentException(
          "[%s://%s%s] uri: expected one without a password, found user:password@ before the host; give it by --conf spark.hadoop.…, or in Hadoop's configuration"
              .formatted(path.toUri().getScheme(), path.toUri().getHost(), path.toUri().getPath()));
    }
  }

  /** Whether there is a client for where a path is. */
  static void requireKnownStore(Configuration conf, Path path) {
    String scheme = path.toUri().getScheme();
    if (scheme != null && WEB.contains(scheme)) {
      throw new IllegalArgumentException(
          "[%s] store: expected one of files, found an address of the web; download what it names and give the folder, or archives"
              .formatted(path));
    }
    try {
      if (scheme != null) {
        FileSystem.getFileSystemClass(scheme, conf);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "[%s] store: expected Hadoop's file system for %s: on the class path, found none (%s); %s"
              .formatted(path, scheme, e.getMessage(), remedy(scheme)),
          e);
    }
  }

  private static String remedy(String scheme) {
    return switch (scheme) {
      case "s3a" ->
          "bin/residua has it, bin/residua-submit sends it where the command says s3a; with spark-submit give lib/s3a/*.jar of the distribution by --jars";
      case "s3", "s3n" ->
          "write s3a:, the same bucket by Hadoop's client, or where a table's files are named so give --conf spark.hadoop.fs.%s.impl=org.apache.hadoop.fs.s3a.S3AFileSystem"
              .formatted(scheme);
      default -> "give its jars by --jars or --packages of spark-submit, or use another store";
    };
  }
}
