package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.io.container.Fixtures;
import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ContainerReaderTest {

  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  @Test
  void aContainerThatChangedSinceThePlanIsNotRead() throws Exception {
    Path file = copy("ustar.tar");
    List<LakeImage> planned = ContainersTest.list(CONF, uri(file), InputForm.NONE);
    long now = planned.get(0).modifiedMillis() + 5_000;
    Files.setLastModifiedTime(file, FileTime.fromMillis(now));

    List<Fetched> fetched = ContainersTest.read(CONF, planned, InputForm.NONE, List.of());

    assertThat(fetched)
        .hasSize(4)
        .allSatisfy(
            one -> {
              Fetched.Refused refused = (Fetched.Refused) one;
              assertThat(refused.code()).isEqualTo(QuarantineCode.CHANGED_SINCE_PLAN);
              assertThat(refused.detail())
                  .isEqualTo(
                      "its container was modified at %d ms; planned %d"
                          .formatted(now, planned.get(0).modifiedMillis()));
            });
  }

  @Test
  void aContainerThatIsGoneIsSaidToBe() throws Exception {
    Path file = copy("ustar.tar");
    List<LakeImage> planned = ContainersTest.list(CONF, uri(file), InputForm.NONE);
    Files.delete(file);

    List<Fetched> fetched = ContainersTest.read(CONF, planned, InputForm.NONE, List.of());

    assertThat(fetched)
        .allMatch(
            one ->
                one instanceof Fetched.Refused refused
                    && refused.code() == QuarantineCode.CHANGED_SINCE_PLAN
                    && refused.detail().equals("the file is gone"));
  }

  @Test
  void columnsOfAnotherTypeThanPlannedAreNotWritten() throws Exception {
    Path file = copy("huggingface.parquet");
    InputForm form = ContainersTest.form("", "", "label");
    List<LakeImage> planned = ContainersTest.list(CONF, uri(file), form);

    List<Fetched> fetched =
        ContainersTest.read(
            CONF, planned, form, List.of(new PassedColumn("label", PassedType.STRING)));

    assertThat(((Fetched.Refused) fetched.get(0)).detail())
        .isEqualTo(
            "columns [PassedColumn[name=label, type=INT64]]; planned [PassedColumn[name=label, type=STRING]]");
  }

  @Test
  @Timeout(60)
  void imagesOfFilesAndOfSeveralContainersComeInTheOrderOfThePlan() throws Exception {
    List<LakeImage> planned = new ArrayList<>();
    for (String name : List.of("ustar.tar", "plain.parquet", "pax.tar")) {
      planned.addAll(ContainersTest.list(CONF, uri(copy(name)), ContainersTest.form("", "")));
      planned.add(ContainersTest.now(CONF, uri(copy("expected.tsv"))));
    }

    List<Fetched> fetched =
        ContainersTest.read(CONF, planned, ContainersTest.form("", ""), List.of());

    assertThat(fetched.stream().map(Fetched::image).toList()).isEqualTo(planned);
  }

  /** A page index or a footer may say that images of megabytes are of no bytes. */
  @Test
  @Timeout(60)
  void whatIsReadAheadIsBoundedByWhatItIsNotByWhatWasPlanned() throws Exception {
    List<LakeImage> planned =
        ContainersTest.list(CONF, uri(copy("plain.parquet")), ContainersTest.form("", "")).stream()
            .map(
                image ->
                    new LakeImage(
                        image.uri(), 0, image.modifiedMillis(), image.etag(), image.place()))
            .toList();
    ReadAhead settings = new ReadAhead(1, 500, 1 << 20, 1, Duration.ZERO);

    try (Prefetch prefetch =
        Prefetch.open(CONF, planned, settings, ContainersTest.form("", ""), List.of())) {
      Thread.sleep(500);
      assertThat(prefetch.heldBytes()).isBetween(500L, 1_000L);
      int count = 0;
      for (; prefetch.hasNext(); count++) {
        prefetch.next();
      }
      assertThat(count).isEqualTo(planned.size());
      assertThat(prefetch.heldBytes()).isZero();
    }
  }

  @Test
  void containersAreClosedAtTheEnd() throws Exception {
    Path file = copy("plain.parquet");
    List<LakeImage> planned = ContainersTest.list(CONF, uri(file), ContainersTest.form("", ""));

    for (int i = 0; i < 50; i++) {
      ContainersTest.read(CONF, planned.subList(0, 3), ContainersTest.form("", ""), List.of());
    }

    assertThat(open(file)).isZero();
  }

  /** How many descriptors of this process are of the file, as Linux says. */
  private static long open(Path file) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(
              descriptor -> {
                try {
                  return Files.readSymbolicLink(descriptor).equals(file);
                } catch (IOException gone) {
                  return false;
                }
              })
          .count();
    }
  }

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.copy(Fixtures.file(name), file);
    }
    return file;
  }

  private static String uri(Path file) {
    return LocalWalk.uri(file).toString();
  }
}
