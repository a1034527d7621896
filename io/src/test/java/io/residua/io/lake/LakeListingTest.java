package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.MiniHdfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeListingTest {

  private final Configuration conf = new Configuration();

  @TempDir Path folder;

  @Test
  void listsFoldersRecursivelyAndSkipsHiddenNames() throws IOException {
    write("b/2.jpg", "b/deep/3.jpg", "a.jpg", ".hidden.jpg", "_temporary/0/x.jpg", "b/.git/y");
    Listing listing = list(selection());
    assertThat(names(listing)).containsExactly("a.jpg", "b/2.jpg", "b/deep/3.jpg");
    assertThat(listing.skippedHidden()).isEqualTo(3);
    LakeImage first = listing.images().iterator().next();
    assertThat(first.length()).isEqualTo("a.jpg".length());
    assertThat(first.modifiedMillis())
        .isEqualTo(Files.getLastModifiedTime(folder.resolve("a.jpg")).toMillis());
  }

  @Test
  void takesAFileTheUserNamesWhateverItsName() throws IOException {
    write("_named.jpg");
    assertThat(names(list(InputSelection.of(inputs("_named.jpg"))))).containsExactly("_named.jpg");
  }

  @Test
  void aStoreNobodyKnowsIsNamedWithTheRemedy() {
    assertThatThrownBy(() -> Inputs.qualify(conf, List.of("lake9://bucket/photos")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "[lake9://bucket/photos] store: expected Hadoop's file system for lake9:")
        .hasMessageContaining("--packages");
    assertThatThrownBy(() -> Inputs.qualify(conf, List.of("s3://bucket/photos")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write s3a:");
  }

  @Test
  void aPasswordInAUriIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Inputs.qualify(conf, List.of("s3a://key:hush@bucket/photos")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[s3a://bucket/photos] uri: expected one without a password")
        .message()
        .doesNotContain("hush");
  }

  @Test
  void plansAFileListedTwiceOnce() throws IOException {
    write("a/1.jpg", "a/2.jpg");
    Listing listing = list(InputSelection.of(inputs("a", "a/1.jpg", "*/2.jpg")));
    assertThat(names(listing)).containsExactly("a/1.jpg", "a/2.jpg");
    assertThat(listing.duplicates()).isEqualTo(2);
    assertThat(listing.duplicateExamples()).hasSize(2).first().asString().endsWith("a/1.jpg");
  }

  @Test
  void ordersByTheBytesOfUtf8() throws IOException {
    String[] names = {"\uFF5E.jpg", "\uD83D\uDE00.jpg", "é.jpg", "z.jpg", "Z.jpg", "a b.jpg"};
    write(names);
    List<String> expected = new ArrayList<>(List.of(names));
    expected.sort(
        Comparator.comparing(s -> s.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    assertThat(names(list(selection()))).isEqualTo(expected);
  }

  @Test
  void keepsOddNamesUnescapedAndFindsTheFilesAgain() throws IOException {
    String[] odd = {
      "50%.jpg",
      "%41.jpg",
      "a:b.jpg",
      "c d.jpg",
      "new\nline.jpg",
      "q?x#y.jpg",
      "[1]{2}*.jpg",
      "back\\slash.jpg",
      "\u00A0nbsp.jpg",
      "e\u0301.jpg",
      "..dots",
      "x..y/..z/w.jpg",
      "k".repeat(250) + "/" + "l".repeat(250) + "/" + "m".repeat(250) + "/" + "n".repeat(250)
    };
    write(odd);
    Listing listing = list(selection());
    assertThat(listing.skippedHidden()).as("..dots, ..z").isEqualTo(2);
    assertThat(names(listing)).hasSize(odd.length - 2).isSubsetOf(odd);
    for (LakeImage image : listing.images()) {
      assertThat(LakeFile.of(conf, image.uri()).now()).isEqualTo(image);
    }
    for (String name : List.of("[1]{2}*.jpg", "%41.jpg", "a:b.jpg")) {
      assertThat(names(list(InputSelection.of(inputs(name))))).containsExactly(name);
    }
  }

  @Test
  void globsChooseFilesByNameOrByPath() throws IOException {
    write("cats/1.jpg", "cats/1.txt", "dogs/2.jpg", "dogs/old/3.png");
    assertThat(names(list(selection(List.of("*.{jpg,png}"), List.of("dogs/*")))))
        .containsExactly("cats/1.jpg", "dogs/old/3.png");
    Listing listing = list(selection(List.of("dogs/**"), List.of("[!2].png")));
    assertThat(names(listing)).containsExactly("dogs/2.jpg");
    assertThat(listing.skippedByGlob()).isEqualTo(3);
    assertThatThrownBy(() -> list(selection(List.of("[a"), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[[a] glob")
        .hasMessageContaining("for example");
  }

  @Test
  void limitsInTheOrderOfThePlan() throws IOException {
    write("c.jpg", "a.jpg", "b.jpg");
    InputSelection two = new InputSelection(inputs("."), List.of(), List.of(), 2);
    assertThat(names(list(two))).containsExactly("a.jpg", "b.jpg");
  }

  @Test
  void followsLinksAndPlansDanglingOnes() throws IOException {
    write("real/1.jpg");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("real/loop"), folder);
    Files.createSymbolicLink(folder.resolve("dangling.jpg"), folder.resolve("nowhere"));
    Listing listing = list(selection());
    assertThat(names(listing)).containsExactly("dangling.jpg", "link/1.jpg", "real/1.jpg");
    assertThat(listing.skippedSpecial()).isPositive();
  }

  @Test
  void saysWhatToDoAboutNoFolderAndAnEmptyOne() throws IOException {
    assertThatThrownBy(() -> list(InputSelection.of(inputs("nowhere"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere] input: expected a folder")
        .hasMessageContaining("check the spelling");
    write("_x");
    assertThatThrownBy(() -> list(selection()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found none (1 files begin with . or _")
        .hasMessageContaining("name inputs that hold some");
  }

  @Test
  void reportsProgressWhileItLists() throws IOException {
    for (int i = 0; i < 2_500; i++) {
      Files.createFile(folder.resolve(i + ".jpg"));
    }
    List<Long> reports = new ArrayList<>();
    LakeListing.list(conf, selection(), reports::add);
    assertThat(reports).containsExactly(1_000L, 2_000L, 2_500L);
  }

  @Test
  void listsHdfsAsItListsLocalFolders() throws IOException {
    Configuration hdfs = MiniHdfs.configuration();
    String root = MiniHdfs.folder();
    String[] names = {"b 1.jpg", "a/é%41.jpg", "_skip/x.jpg", "a/.y.jpg"};
    FileSystem store = FileSystem.get(java.net.URI.create(root), hdfs);
    for (String name : names) {
      store.create(new org.apache.hadoop.fs.Path(root + "/" + name)).close();
    }
    Listing listing = LakeListing.list(hdfs, InputSelection.of(List.of(root)), n -> {});
    assertThat(listing.images())
        .extracting(LakeImage::uri)
        .containsExactly(root + "/a/é%41.jpg", root + "/b 1.jpg");
    assertThat(listing.skippedHidden()).isEqualTo(2);
    Listing globbed = LakeListing.list(hdfs, InputSelection.of(List.of(root + "/*")), n -> {});
    assertThat(globbed.images()).containsExactlyElementsOf(listing.images());
    assertThat(globbed.skippedHidden()).isEqualTo(2);
  }

  @Test
  void manyFoldersOfAStoreAreListedAsPieces() throws IOException {
    Configuration hdfs = MiniHdfs.configuration();
    String root = MiniHdfs.folder();
    FileSystem store = FileSystem.get(java.net.URI.create(root), hdfs);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = root + "/lake/folder %02d/deep/%d.jpg".formatted(i, i);
      store.create(new org.apache.hadoop.fs.Path(name)).close();
      expected.add(name);
    }
    store.create(new org.apache.hadoop.fs.Path(root + "/lake/top.jpg")).close();
    expected.add(root + "/lake/top.jpg");
    InputSelection selection =
        new InputSelection(
            List.of(root), List.of("lake/**/*.jpg", "lake/top.jpg"), List.of("7.jpg"), 0);
    expected.removeIf(name -> name.endsWith("/7.jpg"));
    PieceListing here = new PieceListing(hdfs, selection, false);
    List<ListingPiece> pieces = new ArrayList<>();
    ListingWork work =
        (given, to) -> {
          pieces.addAll(given);
          here.list(given, to);
        };
    Listing listing = LakeListing.list(hdfs, selection, false, work, n -> {});
    assertThat(pieces).hasSize(40).allMatch(piece -> piece instanceof ListingPiece.Folder);
    assertThat(listing.images()).extracting(LakeImage::uri).containsExactlyElementsOf(expected);
    assertThat(listing.skippedByGlob()).isEqualTo(1);
  }

  @Test
  void archivesAreWhatTheirNamesSayUnlessImagesWereAskedFor() throws IOException {
    write("1.jpg");
    Path tar = folder.resolve("more.tar");
    try (var fixture = getClass().getResourceAsStream("/io/residua/io/container/ustar.tar")) {
      Files.copy(fixture, tar);
    }
    List<String> all = names(list(selection()));
    assertThat(all).contains("1.jpg").hasSizeGreaterThan(2);
    assertThat(all).filteredOn(name -> name.startsWith("more.tar!/")).hasSize(all.size() - 1);
    InputForm images = new InputForm("images", Map.of(), "", "", List.of());
    InputSelection asked = new InputSelection(inputs("."), List.of(), List.of(), 0, images);
    assertThat(names(list(asked))).containsExactly("1.jpg", "more.tar");
    Files.move(tar, folder.resolve("noname"));
    assertThat(names(list(InputSelection.of(inputs("noname")))))
        .as("named by its magic")
        .hasSize(all.size() - 1);
  }

  @Test
  void anArchiveIsExcludedByItsName() throws IOException {
    write("1.jpg", "a/whole.tar.gz");
    try (var fixture = getClass().getResourceAsStream("/io/residua/io/container/ustar.tar")) {
      Files.copy(fixture, folder.resolve("more.tar"));
    }
    assertThatThrownBy(() -> list(selection()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[file:%s/a/whole.tar.gz] archive: expected".formatted(folder))
        .hasMessageContaining("leave it out by --exclude");
    Listing listing = list(selection(List.of(), List.of("*.tar.gz", "more.tar")));
    assertThat(names(listing)).containsExactly("1.jpg");
    assertThat(listing.skippedByGlob()).isEqualTo(2);
    InputSelection named =
        new InputSelection(
            inputs("1.jpg", "more.tar", "a/*.gz"), List.of(), List.of("{more,whole}.*"), 0);
    assertThat(names(list(named))).containsExactly("1.jpg");
  }

  @Test
  void imagesByThemselvesHaveNoColumns() throws IOException {
    write("1.jpg");
    InputForm form = new InputForm("auto", Map.of(), "", "", List.of("label", "text"));
    assertThatThrownBy(() -> list(new InputSelection(inputs("."), List.of(), List.of(), 0, form)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[label, text] columns: expected a table or an archive that has them, found images by themselves; leave --columns out");
  }

  @Test
  void aRangeInBracesIsSaidToBeNoGlob() {
    assertThatThrownBy(() -> list(InputSelection.of(inputs("photos-{000..099}.tar"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a range in braces is no glob here: write * or ?");
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private List<String> inputs(String... below) throws IOException {
    return Inputs.qualify(conf, Stream.of(below).map(b -> folder + "/" + b).toList());
  }

  private InputSelection selection() throws IOException {
    return InputSelection.of(inputs("."));
  }

  private InputSelection selection(List<String> includes, List<String> excludes)
      throws IOException {
    return new InputSelection(inputs("."), includes, excludes, 0);
  }

  private Listing list(InputSelection selection) throws IOException {
    return LakeListing.list(conf, selection, n -> {});
  }

  private List<String> names(Listing listing) {
    int skip = ("file:" + folder + "/").length();
    return StreamSupport.stream(listing.images().spliterator(), false)
        .map(image -> image.uri().substring(skip))
        .toList();
  }
}
