package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

  private final Configuration conf = new Configuration();

  @TempDir Path folder;

  @BeforeEach
  void makeImages() throws IOException {
    for (String name : List.of("a.jpg", "b, c.jpg", "deep/d.jpg", "_named.jpg")) {
      Path file = folder.resolve("images").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Listing list(Path manifest, InputForm form) throws IOException {
    InputSelection selection =
        new InputSelection(
            Inputs.qualify(conf, List.of(manifest.toString())), List.of(), List.of(), 0, form);
    ListingWork work = new PieceListing(conf, selection, false);
    return LakeListing.list(conf, selection, false, work, seen -> {});
  }

  private List<String> below(Listing listing) {
    List<String> names = new ArrayList<>();
    listing.images().forEach(image -> names.add(image.uri().replace("file:" + folder + "/", "")));
    return names;
  }

  @Test
  void linesNameImagesBelowTheManifestOrAnywhere() throws IOException {
    String text =
        "images/b, c.jpg\r\n\n  images/a.jpg\n%s/images/_named.jpg\nfile:%s/images/deep/d.jpg";
    Listing listing = list(write("list.txt", text.formatted(folder, folder)), InputForm.NONE);
    assertThat(below(listing))
        .containsExactly(
            "images/_named.jpg", "images/a.jpg", "images/b, c.jpg", "images/deep/d.jpg");
    assertThat(listing.images())
        .allSatisfy(image -> assertThat(LakeFile.of(conf, image.uri()).now()).isEqualTo(image));
  }

  @Test
  void whatIsNotThereIsPlannedAsMissing() throws IOException {
    Listing listing =
        list(write("list.txt", "images/a.jpg\nimages/no.jpg\nimages/deep"), InputForm.NONE);
    assertThat(below(listing)).containsExactly("images/a.jpg", "images/deep", "images/no.jpg");
    assertThat(listing.images())
        .extracting(LakeImage::length)
        .containsExactly(5L, LakeImage.MISSING, LakeImage.MISSING);
    assertThat(listing.images().bytes()).isEqualTo(5);
    assertThat(listing.images().missing()).isEqualTo(2);
  }

  @Test
  void aUriNamedTwiceIsPlannedOnceAndCounted() throws IOException {
    Listing listing = list(write("list.txt", "images/a.jpg\nimages/a.jpg\n"), InputForm.NONE);
    assertThat(below(listing)).containsExactly("images/a.jpg");
    assertThat(listing.duplicates()).isEqualTo(1);
  }

  @Test
  void csvHasAColumnOfUrisWithQuotesWhereNeeded() throws IOException {
    Path csv = write("list.csv", "label,uri\n1,\"images/b, c.jpg\"\n2,images/a.jpg\n");
    assertThat(below(list(csv, InputForm.NONE))).containsExactly("images/a.jpg", "images/b, c.jpg");
    Path tsv = write("list.tsv", "where\tn\nimages/a.jpg\t1\n");
    InputForm where = new InputForm("auto", Map.of(), "where", "", List.of());
    assertThat(below(list(tsv, where))).containsExactly("images/a.jpg");
    Path bare = write("bare.csv", "images/a.jpg\nimages/deep/d.jpg\n");
    assertThat(below(list(bare, InputForm.NONE)))
        .containsExactly("images/a.jpg", "images/deep/d.jpg");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list(write("other.csv", "x,y\n1,2\n"), InputForm.NONE))
        .withMessageContaining("other.csv] manifest, line 1: expected a column uri, url, path")
        .withMessageContaining("columns [x, y]; correct it")
        .withMessageContaining("--image-column");
  }

  @Test
  void parquetHasAColumnOfUris() throws IOException, SQLException {
    Path file = folder.resolve("list.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES (1, 'images/a.jpg'), (2, NULL), (3, 'images/deep/d.jpg')) t(n, uri)) TO '%s' (FORMAT parquet)"
              .formatted(file));
    }
    assertThat(below(list(file, InputForm.NONE)))
        .containsExactly("images/a.jpg", "images/deep/d.jpg");
  }

  @Test
  void itsLengthDoesNotDecideWhatIsListed() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12_345; i++) {
      lines.append("gone/").append(i).append(".jpg\n");
    }
    Listing listing = list(write("list.txt", lines.toString()), InputForm.NONE);
    assertThat(listing.images().size()).isEqualTo(12_345);
  }

  @Test
  void namesOfFilesThatAreNotThereCountAsSeen() throws IOException {
    Path list = write("list.txt", "no-%d.jpg\n".repeat(3).formatted(1, 2, 3));
    List<Long> reports = new ArrayList<>();
    LakeListing.list(
        conf, InputSelection.of(Inputs.qualify(conf, List.of(list.toString()))), reports::add);
    assertThat(reports).containsExactly(3L);
  }

  @Test
  void storesThatCannotBeReadAreRefusedBeforeAnythingIsLookedFor() throws IOException {
    refused(
        write("web.txt", "images/a.jpg\nhttps://lake.example/b.jpg\n"),
        m ->
            assertThat(m)
                .startsWith("[https://lake.example/b.jpg] store: expected one of files, found an")
                .endsWith("download what it names and give the folder, or archives"));
    refused(
        write("lake9.txt", "lake9://bucket/a.jpg\n"),
        m -> assertThat(m).startsWith("[lake9://bucket/a.jpg] store: expected Hadoop's file"));
  }

  @Test
  void aPasswordIsRefusedAndNotRepeated() throws IOException {
    refused(
        write("password.txt", "images/a.jpg\ns3a://key:hush@bucket/b.jpg\n"),
        m -> assertThat(m).contains("expected one without a password").doesNotContain("hush"));
  }

  @Test
  void whatIsNoTextIsRefusedWithItsLine() throws IOException {
    Path file = folder.resolve("list.txt");
    Files.write(file, "images/a.jpg\né".getBytes(StandardCharsets.ISO_8859_1));
    refused(file, m -> assertThat(m).contains("list.txt] manifest, line 2: expected UTF-8 text"));
    refused(
        write("long.txt", "x".repeat(40_000)),
        m -> assertThat(m).contains("line 1").contains("found more than 32768 characters"));
    refused(
        write("colon.txt", "a\nb:c:\n"), m -> assertThat(m).contains("line 2").contains("b:c:"));
  }

  private void refused(Path file, Consumer<String> message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list(file, InputForm.NONE))
        .satisfies(refusal -> message.accept(refusal.getMessage()));
  }

  @Test
  void aPartTravelsAsBytes() throws IOException {
    InputSelection selection = InputSelection.of(List.of("file:" + folder));
    PieceListing here = new PieceListing(conf, selection, false);
    ListingPiece piece =
        new ListingPiece.Names(List.of("file:" + folder + "/images/a.jpg", "file:/nowhere"));
    assertThat(ListingPiece.fromBytes(piece.toBytes())).isEqualTo(piece);
    ListingPart part = here.list(piece);
    assertThat(part.images()).hasSize(2);
    assertThat(ListingPart.fromBytes(part.toBytes())).isEqualTo(part);
  }
}
