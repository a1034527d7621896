package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that copy what has not changed since another one, on real Spark, read back by DuckDB. */
class SinceTest {

  /** 40 x 30 pixels of three bytes and a header. */
  private static final int PICTURE_BYTES = 3_654;

  private static final FileTime LISTED = FileTime.fromMillis(1_700_000_000_000L);
  private static final FileTime LATER = FileTime.fromMillis(1_700_000_001_000L);

  @TempDir static Path folder;
  private static Path lake;
  private static Path old;
  private static Map<String, String> oldFiles;

  @BeforeAll
  static void extractOnce() throws Exception {
    System.setProperty("java.awt.headless", "true");
    lake = Files.createDirectory(folder.resolve("lake"));
    for (int i = 0; i < 87; i++) {
      draw("p%03d.bmp".formatted(i), i, LISTED);
    }
    write("q-mended.bmp", new byte[PICTURE_BYTES]);
    write("q-word.bmp", "no picture".getBytes(StandardCharsets.UTF_8));
    old = folder.resolve("old");
    CommandLine run = extract(old, "--shard-images", "20");
    assertThat(run.lastLine()).startsWith("89 listed = 87 embedded + 2 quarantined in ");
    oldFiles = hashes(old);
    change();
  }

  /**
   * Ten more, five others, three fewer; of these five one is the same picture, touched. And what
   * could not be decoded can be now, as if its store had given wrong bytes.
   */
  private static void change() throws IOException {
    for (int i = 0; i < 10; i++) {
      draw("n%03d.bmp".formatted(i), 1_000 + i, LISTED);
    }
    for (int i = 10; i < 14; i++) {
      draw("p%03d.bmp".formatted(i), 2_000 + i, LATER);
    }
    Files.setLastModifiedTime(lake.resolve("p014.bmp"), LATER);
    for (String gone : List.of("p000.bmp", "p040.bmp", "p086.bmp")) {
      Files.delete(lake.resolve(gone));
    }
    write("q-mended.bmp", Files.readAllBytes(lake.resolve("p020.bmp")));
  }

  private static void write(String name, byte[] content) throws IOException {
    Files.write(lake.resolve(name), content);
    Files.setLastModifiedTime(lake.resolve(name), LISTED);
  }

  private static void draw(String name, int seed, FileTime modified) throws IOException {
    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int pixel = 0; pixel < 1_200; pixel++) {
      picture.setRGB(pixel % 40, pixel / 40, random.nextInt());
    }
    assertThat(ImageIO.write(picture, "bmp", lake.resolve(name).toFile())).isTrue();
    Files.setLastModifiedTime(lake.resolve(name), modified);
  }

  private static CommandLine extract(Path output, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("extract", "--input", lake.toString(), "--output", output.toString()));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--decoder-isolation", "none"));
    command.addAll(List.of("--batch-size", "4", "--master", "local[2]"));
    command.addAll(List.of(more));
    return residua(command.toArray(String[]::new));
  }

  private static CommandLine since(Path output, String... more) {
    List<String> all = new ArrayList<>(List.of("--since", old.toString()));
    all.addAll(List.of(more));
    return extract(output, all.toArray(String[]::new));
  }

  @AfterEach
  void nothingOfTheEarlierRunIsTouched() throws Exception {
    System.clearProperty("residua.fault");
    assertThat(hashes(old)).isEqualTo(oldFiles);
  }

  @Test
  void unchangedRowsAreCopiedUnreadAndTheResultIsThatOfExtractingAll() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(extract(whole).exitCode()).isZero();
    Path output = folder.resolve("new");
    CommandLine run;
    Map<Path, byte[]> unchanged = garbleUnchanged();
    try {
      run = since(output);
    } finally {
      restore(unchanged);
    }
    assertThat(unchanged).hasSize(79);
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(
            "79 unchanged and copied, 5 changed, 10 new, 2 quarantined there and tried again;"
                + " 3 deleted, listed in _residua/deleted.parquet");
    assertThat(run.lastLine())
        .startsWith("96 listed = 95 embedded (79 copied from file:" + old + ") + 1 quarantined in");
    assertThat(residua("verify", output.toString()).output())
        .contains("96 listed = 95 embedded + 1 quarantined");
    assertThat(hashes(output.resolve("embeddings"))).isEqualTo(hashes(whole.resolve("embeddings")));
    assertThat(hashes(output.resolve("quarantine"))).isEqualTo(hashes(whole.resolve("quarantine")));
    assertThat(
            Duck.row(
                "SELECT count(*), count(*) FILTER (o.embedding = n.embedding AND o.sha256 = n.sha256 AND o.width = n.width AND o.height = n.height)"
                    + " FROM '%s/embeddings/*.parquet' o JOIN '%s/embeddings/*.parquet' n USING (uri)"
                        .formatted(old, output)))
        .as("of 84 in both, 79 copied and one touched")
        .isEqualTo("84 80");
    assertThat(
            Duck.row(
                "SELECT string_agg(parse_filename(uri), ' ' ORDER BY uri) FROM '%s/_residua/deleted.parquet'"
                    .formatted(output)))
        .isEqualTo("p000.bmp p040.bmp p086.bmp");
  }

  /** Other bytes of the same length and time in every file that was listed like that before. */
  private static Map<Path, byte[]> garbleUnchanged() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(lake)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("p\\d+.bmp") && Files.getLastModifiedTime(file).equals(LISTED)) {
          byte[] content = Files.readAllBytes(file);
          contents.put(file, content);
          Files.write(file, new byte[content.length]);
          Files.setLastModifiedTime(file, LISTED);
        }
      }
    }
    return contents;
  }

  private static void restore(Map<Path, byte[]> contents) throws IOException {
    for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
      Files.write(file.getKey(), file.getValue());
      Files.setLastModifiedTime(file.getKey(), LISTED);
    }
  }

  @Test
  void aRunThatBreaksAnywhereGoesOnToTheSameResult() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    assertThat(since(undisturbed, "--shard-images", "30").exitCode()).isZero();
    Path output = folder.resolve("broken");
    for (String point :
        List.of("plan-written", "deleted-before-write", "data-visible", "before-success")) {
      System.setProperty("residua.fault", point + ":throw");
      CommandLine broken = since(output, "--shard-images", "30");
      assertThat(broken.exitCode()).as(point + broken.output()).isEqualTo(ExitCode.FAILED);
      assertThat(broken.output()).contains("[fault point] " + point);
    }
    System.clearProperty("residua.fault");
    CommandLine last = since(output, "--shard-images", "30");
    assertThat(last.exitCode()).as(last.output()).isZero();
    assertThat(last.lastLine()).startsWith("96 listed = 95 embedded (79 copied from ");
    for (String kind : List.of("embeddings", "quarantine", "_residua/plan")) {
      assertThat(hashes(output.resolve(kind))).isEqualTo(hashes(undisturbed.resolve(kind)));
    }
    assertThat(Files.readAllBytes(output.resolve("_residua/deleted.parquet")))
        .isEqualTo(Files.readAllBytes(undisturbed.resolve("_residua/deleted.parquet")));
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  @Test
  void whatCannotBeCopiedIsRefusedBeforeAnythingIsWritten() throws Exception {
    Path output = folder.resolve("refused");
    refused(since(output, "--weights", "generated:43"), "residua.weights: recorded generated:42");
    refused(since(output, "--precision", "bf16"), "residua.precision: recorded f32, now bf16");
    refused(extract(output, "--since", lake.toString()), "no _residua/run.json");
    refused(extract(output, "--since", output.toString()), "apart from that of --since");
    refused(since(old.resolve("within")), "apart from that of --since");
    Path unfinished = copyOfOld("unfinished");
    Files.delete(unfinished.resolve("_SUCCESS"));
    refused(extract(output, "--since", unfinished.toString()), "a finished run, found no _SUCCESS");
    Path damaged = copyOfOld("damaged");
    Files.delete(damaged.resolve("embeddings/shard-000001.parquet"));
    refused(extract(output, "--since", damaged.toString()), "embeddings/shard-000001.parquet");
    assertThat(damaged.resolve("_residua/ledger/void")).doesNotExist();
    Path withMaps = copyOfOld("with-maps");
    Path record = withMaps.resolve("_residua/ledger/shard-000000.json");
    Files.createDirectories(withMaps.resolve("maps"));
    Files.copy(
        withMaps.resolve("embeddings/shard-000000.parquet"), withMaps.resolve("maps/x.parquet"));
    String file = "\"path\" : \"embeddings/shard-000000.parquet\"";
    String json = Files.readString(record);
    String entry = json.substring(json.indexOf("\"files\" : [ {") + 12, json.indexOf("} ]") + 1);
    Files.writeString(
        record,
        json.replace(
            entry + " ]",
            entry + ", " + entry.replace(file, "\"path\" : \"maps/x.parquet\"") + " ]"));
    refused(
        extract(output, "--since", withMaps.toString()),
        "files that are copied, found maps/x.parquet");
    assertThat(output).doesNotExist();
  }

  @Test
  void aRunHoldsToTheOneItWasBegunWith() throws Exception {
    Path copy = copyOfOld("copy");
    Path output = folder.resolve("held");
    System.setProperty("residua.fault", "shard-start:throw");
    assertThat(extract(output, "--since", copy.toString()).exitCode()).isEqualTo(ExitCode.FAILED);
    System.clearProperty("residua.fault");
    refused(extract(output), "since: recorded file:" + copy + ", now none");
    refused(since(output), "since: recorded file:" + copy + ", now file:" + old);
    Path away = folder.resolve("away");
    Files.move(copy, away);
    refused(extract(output, "--since", copy.toString()), "found no _residua/run.json");
    Files.move(away, copy);
    Path record = copy.resolve("_residua/ledger/shard-000002.json");
    String json = Files.readString(record);
    Files.writeString(record, json.replaceFirst("\"sha256\" : \"....", "\"sha256\" : \"0000"));
    refused(extract(output, "--since", copy.toString()), "of ledger-id ");
    Files.writeString(record, json);
    CommandLine last = extract(output, "--since", copy.toString());
    assertThat(last.exitCode()).as(last.output()).isZero();
    Files.move(copy, away);
    CommandLine done = extract(output, "--since", copy.toString());
    assertThat(done.exitCode()).as("a finished run needs it no more: %s", done.output()).isZero();
    assertThat(done.lastLine()).contains("(79 copied from file:" + copy + ")");
  }

  @Test
  void aRowOfAFileThatRottedIsNotCopied() throws Exception {
    Path rotten = copyOfOld("rotten");
    Path file = rotten.resolve("embeddings/shard-000001.parquet");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    CommandLine run = extract(folder.resolve("of-rotten"), "--since", rotten.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.output())
        .contains("[" + file + "] since: expected SHA-256 ")
        .contains("extract into another --output without --since");
  }

  @Test
  void aRunCanBeCopiedFromThatCopiedItself() throws Exception {
    Path first = folder.resolve("first");
    assertThat(since(first).exitCode()).isZero();
    CommandLine second =
        extract(folder.resolve("second"), "--since", first.toString(), "--shard-images", "7");
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output())
        .contains("95 unchanged and copied, 0 changed, 0 new, 1 quarantined")
        .contains("; 0 deleted");
  }

  private static Path copyOfOld(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(old)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(old.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static void refused(CommandLine run, String named) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains(named);
  }

  /** SHA-256 of each file of a folder, by its path below. */
  @Test
  void columnsArePassedOnWithTheRowsThatAreCopied() throws Exception {
    Path archives = Files.createDirectory(folder.resolve("archives"));
    archive(archives.resolve("a.tar"), "p001.bmp", "p002.bmp");
    archive(archives.resolve("b.tar"), "p003.bmp");
    Path before = folder.resolve("archived");
    String[] input = {"--input", archives.toString(), "--columns", "txt"};
    assertThat(extracted(before, input).exitCode()).isZero();
    archive(archives.resolve("b.tar"), "p003.bmp", "p004.bmp");
    Path output = folder.resolve("archived-since");
    String[] since = {"--since", before.toString(), "--input", archives.toString()};
    CommandLine without = extracted(output, since);
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.output()).contains("expected rows with the columns []");
    CommandLine run =
        extracted(
            output,
            Stream.concat(Stream.of(since), Stream.of("--columns", "txt")).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("2 unchanged and copied, 1 changed, 1 new");
    assertThat(
            Duck.row(
                "SELECT string_agg(txt, ' ' ORDER BY uri) FROM '%s/embeddings/*.parquet'"
                    .formatted(output)))
        .isEqualTo("of-p001.bmp of-p002.bmp of-p003.bmp of-p004.bmp");
  }

  @ParameterizedTest
  @CsvSource({"arrow, f16", "parquet, f32"})
  void mapsAreCopiedWithTheirRows(String format, String dtype) throws Exception {
    String[] maps = {"--maps", "conv4_x,conv5_x", "--maps-format", format, "--maps-dtype", dtype};
    Path first = folder.resolve("maps-" + format);
    assertThat(withMaps(first, maps, "--limit", "8", "--shard-images", "5").exitCode()).isZero();
    Path whole = folder.resolve("maps-whole-" + format);
    assertThat(withMaps(whole, maps, "--limit", "12", "--shard-images", "12").exitCode()).isZero();
    Path output = folder.resolve("maps-since-" + format);
    CommandLine run =
        withMaps(
            output, maps, "--limit", "12", "--shard-images", "12", "--since", first.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("8 unchanged and copied, 0 changed, 4 new");
    for (String stage : List.of("conv4_x", "conv5_x")) {
      String file = "maps/%s/shard-000000.%s".formatted(stage, format);
      assertThat(output.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  private static CommandLine withMaps(Path output, String[] maps, String... more) {
    return extract(output, Stream.concat(Stream.of(maps), Stream.of(more)).toArray(String[]::new));
  }

  private static CommandLine extracted(Path output, String... more) {
    List<String> command = new ArrayList<>(List.of("extract", "--output", output.toString()));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--decoder-isolation", "none"));
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(List.of(more));
    return residua(command.toArray(String[]::new));
  }

  private static void archive(Path file, String... pictures) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      for (String picture : pictures) {
        put(tar, picture, Files.readAllBytes(lake.resolve(picture)));
        String text = "of-" + picture;
        put(tar, picture.replace(".bmp", ".txt"), text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static Map<String, String> hashes(Path root) throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(root.relativize(file).toString(), HexFormat.of().formatHex(hash));
      }
    }
    return hashes;
  }
}
