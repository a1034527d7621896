package io.residua.io.lake;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * A file that names images or archives: text of one uri a line, CSV or TSV with a header, or a
 * Parquet file with a column of uris. Relative ones are below the manifest's folder.
 */
final class Manifest {

  /** Longest name. */
  private static final int MOST_CHARS = 32_768;

  private static final List<String> COLUMNS =
      List.of("uri", "url", "path", "file", "filename", "file_name", "image");

  private final Configuration conf;
  private final Path file;
  private final String column;
  private final Consumer<String> uris;
  private final Set<String> schemes = new HashSet<>();
  private long line = 1;

  private Manifest(Configuration conf, Path file, InputForm form, Consumer<String> uris) {
    this.conf = conf;
    this.file = file;
    this.column = form.imageColumn();
    this.uris = uris;
  }

  /**
   * Tells of every uri, in order and qualified.
   *
   * @throws IllegalArgumentException when it is no such file, or a line is no uri, has a password
   *     or is on a store of a kind this class path knows nothing of
   */
  static void read(Configuration conf, Path file, InputForm form, Consumer<String> uris)
      throws IOException {
    Manifest manifest = new Manifest(conf, file, form, uris);
    switch (Inputs.extension(file)) {
      case "parquet" -> manifest.table();
      case "csv" -> manifest.separated(',');
      case "tsv" -> manifest.separated('\t');
      default -> manifest.lines();
    }
  }

  private void take(String uri) {
    if (!uri.isBlank()) {
      Path path = path(uri.strip());
      Inputs.requireNoPassword(path);
      if (schemes.add(String.valueOf(path.toUri().getScheme()))) {
        Inputs.requireKnownStore(conf, path);
      }
      uris.accept(path.toString());
    }
    line++;
  }

  private Path path(String uri) {
    try {
      return new Path(file.getParent(), uri);
    } catch (IllegalArgumentException e) {
      throw wrong("a path or uri", "\"%s\" (%s)".formatted(uri, e.getMessage()));
    }
  }

  private void lines() throws IOException {
    StringBuilder name = new StringBuilder();
    try (Reader in = text()) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          take(name.toString());
          name.setLength(0);
        } else if (name.length() == MOST_CHARS) {
          throw wrong("a path or uri", "more than " + MOST_CHARS + " characters");
        } else {
          name.append((char) c);
        }
      }
      take(name.toString());
    } catch (CharacterCodingException e) {
      throw wrong("UTF-8 text", "other bytes");
    }
  }

  private void separated(char separator) throws IOException {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(separator);
    settings.setMaxCharsPerColumn(MOST_CHARS);
    settings.setLineSeparatorDetectionEnabled(true);
    CsvParser parser = new CsvParser(settings);
    try (Reader in = text()) {
      parser.beginParsing(in);
      String[] header = parser.parseNext();
      int at = header == null ? 0 : columnOf(header);
      if (header != null && at < 0) {
        at = 0;
        take(String.valueOf(header[0]));
      }
      for (String[] row = parser.parseNext(); row != null; row = parser.parseNext()) {
        take(at < row.length && row[at] != null ? row[at] : "");
      }
    } catch (TextParsingException e) {
      throw wrong("rows of text", String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } finally {
      parser.stopParsing();
    }
  }

  /** Where the uris are; -1 for a single column without a header. */
  private int columnOf(String[] header) {
    List<String> names = Arrays.asList(header);
    for (String name : column.isEmpty() ? COLUMNS : List.of(column)) {
      if (names.contains(name)) {
        return names.indexOf(name);
      }
    }
    if (column.isEmpty() && header.length == 1) {
      return -1;
    }
    throw wrong(
        "a column " + (column.isEmpty() ? String.join(", ", COLUMNS) : column), "columns " + names);
  }

  private void table() throws IOException {
    String uri =
        column.isEmpty() ? Containers.manifestColumn(conf, file.toString()).orElse("uri") : column;
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(conf).build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        if (!row.getType().containsField(uri)) {
          throw wrong("a column " + uri, "columns " + row.getType().getFields());
        }
        take(row.getFieldRepetitionCount(uri) == 0 ? "" : row.getString(uri, 0));
      }
    }
  }

  private Reader text() throws IOException {
    return new java.io.BufferedReader(
        new InputStreamReader(
            LakeFile.of(conf, file.toString()).open(), StandardCharsets.UTF_8.newDecoder()),
        1 << 16);
  }

  private IllegalArgumentException wrong(String expected, String found) {
    return new IllegalArgumentException(
        "[%s] manifest, line %d: expected %s, found %s; correct it, or say what it is by --input-format and --image-column"
            .formatted(file, line, expected, found));
  }
}
