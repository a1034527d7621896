package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared photos in containers written by Apache Commons Compress, DuckDB and Hadoop. */
class PhotosInContainersTest {

  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;
  private final List<Path> photos = new ArrayList<>();

  @BeforeEach
  void findPhotos() throws IOException {
    Path shared = Path.of(System.getProperty("residua.shared.dir", "../../shared"));
    Path from = shared.resolve("images/photos");
    assumeThat(from).as("the shared photos").isDirectory();
    try (Stream<Path> files = Files.list(from)) {
      files.sorted().forEach(photos::add);
    }
    assertThat(photos).isNotEmpty();
  }

  @Test
  void aTarHasThePhotos() throws Exception {
    Path file = folder.resolve("photos.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (Path photo : photos) {
        tar.putArchiveEntry(new TarArchiveEntry(photo, name(photo)));
        Files.copy(photo, tar);
        tar.closeArchiveEntry();
      }
    }

    requirePhotos(file, InputForm.NONE, photos.stream().map(PhotosInContainersTest::name).toList());
  }

  @Test
  void aTableHasThePhotos() throws Exception {
    Path file = folder.resolve("photos.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT content AS image, parse_filename(filename) AS name FROM read_blob('"
              + photos.get(0).getParent()
              + "/*') ORDER BY filename) TO '"
              + file
              + "' (ROW_GROUP_SIZE 2048)");
    }

    requirePhotos(file, ContainersTest.form("", "name"), numbered());
  }

  @Test
  void aSequenceFileHasThePhotos() throws Exception {
    Path file = folder.resolve("photos.seq");
    try (SequenceFile.Writer out =
        SequenceFile.createWriter(
            CONF,
            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toUri())),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(BytesWritable.class))) {
      for (Path photo : photos) {
        out.append(new Text(name(photo)), new BytesWritable(Files.readAllBytes(photo)));
      }
    }

    requirePhotos(file, InputForm.NONE, numbered());
  }

  private void requirePhotos(Path file, InputForm form, List<String> names) throws Exception {
    String uri = LocalWalk.uri(file).toString();
    List<LakeImage> images = ContainersTest.list(CONF, uri, form);
    List<Fetched> fetched = ContainersTest.read(CONF, images, form, List.of());

    assertThat(images.stream().map(LakeImage::uri).toList())
        .isEqualTo(names.stream().map(name -> uri + "!/" + name).toList());
    for (int i = 0; i < photos.size(); i++) {
      byte[] expected = Files.readAllBytes(photos.get(i));
      Fetched.Content content = (Fetched.Content) fetched.get(i);
      assertThat(content.bytes().array()).isEqualTo(expected);
      assertThat(content.sha256())
          .isEqualTo(
              HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected)));
    }
  }

  private List<String> numbered() {
    List<String> names = new ArrayList<>();
    photos.forEach(photo -> names.add("%09d/%s".formatted(names.size(), name(photo))));
    return names;
  }

  private static String name(Path photo) {
    return String.valueOf(photo.getFileName());
  }
}
