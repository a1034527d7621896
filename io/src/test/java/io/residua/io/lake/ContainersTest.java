package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.residua.io.MiniHdfs;
import io.residua.io.container.Fixtures;
import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Python's tarfile, webdataset, GNU tar and pyarrow say they wrote. */
class ContainersTest {

  private static final Configuration CONF = new Configuration();
  private static final ReadAhead SETTINGS =
      new ReadAhead(2, 4_000, 1 << 20, 2, Duration.ofMillis(1));

  @ParameterizedTest
  @ValueSource(strings = {"ustar.tar", "gnu.tar", "pax.tar", "webdataset.tar", "sparse.tar"})
  void archivesHaveTheirImagesAndSidecars(String name) throws Exception {
    InputForm form = form("", "", "txt", "cls");

    requireExpected(CONF, local(name), name, form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.parquet",
        "snappy.parquet",
        "indexed.parquet",
        "indexed-v2.parquet",
        "pages-v2.parquet",
        "delta.parquet"
      })
  void tablesHaveTheirImagesAndColumns(String name) throws Exception {
    InputForm form = form("image", "file", "id", "file", "small", "half", "good");

    requireExpected(CONF, local(name), name, form);
  }

  @Test
  void theLayoutOfHuggingFaceIsRecognized() throws Exception {
    requireExpected(
        CONF, local("huggingface.parquet"), "huggingface.parquet", form("", "", "label"));
    requireExpected(
        CONF, local("huggingface.parquet"), "huggingface.parquet", form("image", "", "label"));
    requireExpected(
        CONF,
        local("huggingface.parquet"),
        "huggingface.parquet",
        form("image.bytes", "", "label"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pax.tar", "indexed.parquet"})
  void containersOnHdfsAreReadInPlace(String name) throws Exception {
    Configuration conf = MiniHdfs.configuration();
    Path file = new Path(MiniHdfs.folder(), name);
    file.getFileSystem(conf).copyFromLocalFile(new Path(Fixtures.file(name).toUri()), file);
    InputForm form = name.endsWith("tar") ? form("", "", "txt") : form("", "file", "id");

    requireExpected(conf, file.toString(), name, form);
  }

  @Test
  void placesCanBeReadInAnyOrder() throws Exception {
    InputForm form = form("", "", "id");
    List<LakeImage> images = list(CONF, local("indexed.parquet"), form);
    List<LakeImage> backwards = new ArrayList<>(images);
    Collections.reverse(backwards);

    List<Fetched> forth = read(CONF, images, form, columns(CONF, images.get(0), form));
    List<Fetched> back = read(CONF, backwards, form, columns(CONF, images.get(0), form));
    Collections.reverse(back);

    assertThat(back.stream().map(ContainersTest::digest).toList())
        .isEqualTo(forth.stream().map(ContainersTest::digest).toList());
  }

  @Test
  void hiddenMembersLinksAndSparseFilesAreCounted() throws IOException {
    assertThat(counted("gnu.tar")).containsExactly(2, 3);
    assertThat(counted("sparse.tar")).containsExactly(0, 1);
  }

  @Test
  void lengthsOfRowsAreEstimatedFromTheFooter() throws IOException {
    List<LakeImage> images = list(CONF, local("plain.parquet"), form("", ""));
    long bytes = Fixtures.expected("plain.parquet").stream().mapToLong(e -> e.bytes()).sum();

    assertThat(images.stream().mapToLong(LakeImage::length).sum())
        .isBetween(bytes, bytes + 40 * 16);
  }

  @Test
  void columnsHaveTypesBeforeTheFirstRow() throws IOException {
    InputForm form = form("", "", "score", "day", "at", "local");

    assertThat(columns(CONF, now(CONF, local("plain.parquet")), form))
        .containsExactly(
            new PassedColumn("score", PassedType.DOUBLE),
            new PassedColumn("day", PassedType.DATE),
            new PassedColumn("at", PassedType.TIMESTAMP_MICROS),
            new PassedColumn("local", PassedType.LOCAL_TIMESTAMP_MICROS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"price", "tags", "missing", "uri"})
  void columnsThatCannotBePassedThroughAreRefused(String column) {
    Map<String, String> messages =
        Map.of(
            "price",
                "plain.parquet] column price: expected text, bytes, a boolean, a signed integer, a float, a date or a timestamp, found",
            "tags", "plain.parquet] column tags: expected single values, found group tags",
            "missing",
                "plain.parquet] column missing: expected one of id, image, file, small, score, half, good, day, at, local, price, tags, found no such column",
            "uri", "column uri: expected one of id");

    assertThatThrownBy(() -> list(CONF, local("plain.parquet"), form("", "", column)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(messages.get(column));
  }

  @Test
  void namesThatTheEmbeddingsHaveAreRefused() {
    assertThatThrownBy(() -> list(CONF, local("gnu.tar"), form("", "", "width")))
        .hasMessage(
            "[width] column: expected a name that the embeddings do not have already, found one of theirs; leave it out of --columns");
  }

  @Test
  void filesOfOneInputMustAgreeOnTheTypesOfColumns() {
    List<PassedColumn> first = List.of(new PassedColumn("id", PassedType.INT64));

    assertThat(PassedColumn.requireSame(null, "a", first)).isEqualTo(first);
    assertThat(PassedColumn.requireSame(first, "b", null)).isEqualTo(first);
    assertThatThrownBy(
            () ->
                PassedColumn.requireSame(
                    first, "b.parquet", List.of(new PassedColumn("id", PassedType.STRING))))
        .hasMessage(
            "[b.parquet] column id: expected INT64 as in the files before, found STRING; leave it out of --columns, or extract the files apart");
  }

  @Test
  void aTableMustHaveOneColumnOfImages() {
    assertThatThrownBy(() -> list(CONF, local("two.parquet"), form("", "")))
        .hasMessageContaining(
            "two.parquet] image column: expected one column of bytes, found a, b among a, b; name it by --image-column");
    assertThatThrownBy(() -> list(CONF, local("nested.parquet"), form("", "")))
        .hasMessageContaining("found none among images (lists of images are not read)");
    assertThatThrownBy(() -> list(CONF, local("nested.parquet"), form("images", "")))
        .hasMessageContaining(
            "nested.parquet] image column images: expected bytes, not in a list, found group images");
  }

  @Test
  void aTableThatNamesImagesIsAManifest() throws IOException {
    assertThat(Containers.manifestColumn(CONF, local("manifest.parquet"))).hasValue("url");
    assertThat(Containers.manifestColumn(CONF, local("plain.parquet"))).isEmpty();
  }

  @Test
  void formatsAreKnownByNameAndByMagic() throws IOException {
    assertThat(Containers.byName("a.TAR")).hasValue(ContainerFormat.WEBDATASET);
    assertThat(Containers.byName("a.seq")).hasValue(ContainerFormat.SEQUENCEFILE);
    assertThat(Containers.byName("a.jpg")).isEmpty();
    assertThatThrownBy(() -> Containers.byName("a.tar.gz")).hasMessageContaining("decompress it");
    assertThat(Containers.byMagic(CONF, local("pax.tar"))).hasValue(ContainerFormat.WEBDATASET);
    assertThat(Containers.byMagic(CONF, local("two.parquet"))).hasValue(ContainerFormat.PARQUET);
    assertThat(Containers.byMagic(CONF, local("expected.tsv"))).isEmpty();
  }

  private static void requireExpected(
      Configuration conf, String file, String container, InputForm form) throws Exception {
    List<LakeImage> images = list(conf, file, form);
    List<Fixtures.Expected> expected = Fixtures.expected(container);
    assertThat(images.stream().map(LakeImage::uri).toList())
        .isEqualTo(expected.stream().map(row -> file + "!/" + row.name()).toList());
    List<Fetched> fetched = read(conf, images, form, columns(conf, images.get(0), form));
    for (int i = 0; i < fetched.size(); i++) {
      requireSame(fetched.get(i), expected.get(i), form);
    }
  }

  private static void requireSame(Fetched fetched, Fixtures.Expected expected, InputForm form) {
    if (expected.bytes() == 0) {
      assertThat(((Fetched.Refused) fetched).code()).isEqualTo(QuarantineCode.EMPTY);
      return;
    }
    assertThat(fetched).as(digest(fetched)).isInstanceOf(Fetched.Content.class);
    Fetched.Content content = (Fetched.Content) fetched;
    assertThat(content.sha256()).as(expected.name()).isEqualTo(expected.sha256());
    assertThat(content.bytes().remaining()).isEqualTo(expected.bytes());
    for (int i = 0; i < form.columns().size(); i++) {
      JsonNode value = expected.values().get(form.columns().get(i));
      Object found = content.values().get(i);
      assertThat(found == null ? "null" : found.toString())
          .as("%s of %s", form.columns().get(i), expected.name())
          .isEqualTo(value.asText());
    }
  }

  static List<Fetched> read(
      Configuration conf, List<LakeImage> images, InputForm form, List<PassedColumn> columns)
      throws InterruptedException {
    List<Fetched> fetched = new ArrayList<>();
    try (Prefetch prefetch = Prefetch.open(conf, images, SETTINGS, form, columns)) {
      while (prefetch.hasNext()) {
        fetched.add(prefetch.next());
      }
    }
    return fetched;
  }

  static List<PassedColumn> columns(Configuration conf, LakeImage image, InputForm form)
      throws IOException {
    try (ContainerFile file = open(conf, image.file(), form)) {
      return Objects.requireNonNull(file.columns());
    }
  }

  static List<LakeImage> list(Configuration conf, String uri, InputForm form) throws IOException {
    List<LakeImage> images = new ArrayList<>();
    list(conf, uri, form, images);
    return images;
  }

  /** How many hidden and how many special members. */
  private static List<Integer> counted(String name) throws IOException {
    return list(CONF, local(name), form("", ""), new ArrayList<>());
  }

  private static List<Integer> list(
      Configuration conf, String uri, InputForm form, List<LakeImage> images) throws IOException {
    int[] counts = new int[2];
    try (ContainerFile file = open(conf, uri, form)) {
      file.list(
          new ContainerFile.Found() {
            @Override
            public void image(LakeImage image, String name) {
              images.add(image);
            }

            @Override
            public void hidden() {
              counts[0]++;
            }

            @Override
            public void special() {
              counts[1]++;
            }
          });
    }
    return List.of(counts[0], counts[1]);
  }

  private static ContainerFile open(Configuration conf, String uri, InputForm form)
      throws IOException {
    return Containers.open(conf, Containers.byName(uri).orElseThrow(), now(conf, uri), form);
  }

  static LakeImage now(Configuration conf, String uri) throws IOException {
    return LakeFile.of(conf, uri).now();
  }

  static String digest(Fetched fetched) {
    return fetched instanceof Fetched.Content content
        ? content.sha256() + content.values()
        : ((Fetched.Refused) fetched).code() + ((Fetched.Refused) fetched).detail();
  }

  private static String local(String name) {
    return LocalWalk.uri(Fixtures.file(name)).toString();
  }

  static InputForm form(String image, String name, String... columns) {
    return new InputForm(InputForm.AUTOMATIC, Map.of(), image, name, List.of(columns));
  }
}
