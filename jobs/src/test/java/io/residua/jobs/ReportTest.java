package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.jobs.demo.Demo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run: its figures against DuckDB's and verify's, its text against hostile names. */
class ReportTest {

  /** A folder's name that ends so and a file's that begins with the rest close a script. */
  private static final String HOSTILE_FOLDER = "x<";

  private static final String HOSTILE_FILE =
      "script><script>document.title='owned'<img src=x onerror=\"document.title='owned'\">.jpg";

  private static final String HOSTILE_WORDS = "'\"><svg onload=\"document.title=1\">&amp;.jpg";

  @TempDir static Path folder;
  private static Path pictures;
  private static Path mixed;

  /** Sixty pictures, one of them twice under a hostile name; a text and nothing as pictures. */
  @BeforeAll
  static void extractMixed() throws IOException {
    pictures = Demo.drawPictures(folder);
    Path hostile = Files.createDirectories(pictures.resolve(HOSTILE_FOLDER)).resolve(HOSTILE_FILE);
    Files.copy(pictures.resolve("stars-00.jpg"), hostile);
    Files.writeString(pictures.resolve(HOSTILE_WORDS), "no picture");
    Files.write(pictures.resolve("nothing.png"), new byte[0]);
    Files.writeString(pictures.resolve(".hidden"), "skipped");
    mixed = folder.resolve("mixed-out");
    CommandLine run = extract(pictures, mixed, "--shard-images", "8", "--max-error-rate", "1");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("report: " + page(mixed));
    assertThat(run.lastLine()).startsWith("63 listed = 61 embedded + 2 quarantined in ");
  }

  private static CommandLine extract(Path input, Path output, String... more) {
    String[] command = {
      "extract",
      "--input",
      input.toString(),
      "--output",
      output.toString(),
      "--model",
      "resnet18",
      "--weights",
      "generated:42",
      "--embedding-stage",
      "conv3_x",
      "--precision",
      "f32",
      "--batch-size",
      "4",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private static Path page(Path output) {
    return output.resolve("_residua/report.html");
  }

  private static String html(Path output) throws IOException {
    return Files.readString(page(output));
  }

  /** The element of a page that holds JSON. */
  private static JsonNode json(Path output, String id) throws IOException {
    Matcher element =
        Pattern.compile("<script type=\"application/json\" id=\"" + id + "\">([^<]*)</script>")
            .matcher(html(output));
    assertThat(element.find()).as(id).isTrue();
    return new ObjectMapper().readTree(element.group(1));
  }

  private static JsonNode figures(Path output) throws IOException {
    return json(output, "report-data");
  }

  @Test
  void figuresAreThoseOfTheFilesAndOfVerify() throws Exception {
    JsonNode figures = figures(mixed);
    String embeddings = "'%s/embeddings/*.parquet'".formatted(mixed);
    String quarantine = "'%s/quarantine/*.parquet'".formatted(mixed);
    assertThat(figures.get("finished").asBoolean()).isTrue();
    assertThat(figures.get("embedded").asText())
        .isEqualTo(Duck.row("SELECT count(*) FROM " + embeddings));
    assertThat(figures.get("quarantined").asText())
        .isEqualTo(Duck.row("SELECT count(*) FROM " + quarantine));
    assertThat(figures.get("quarantined-by-code")).hasToString("{\"EMPTY\":1,\"NOT_AN_IMAGE\":1}");
    assertThat(figures.get("missing").asLong()).isZero();
    assertThat(figures.get("skipped-hidden").asLong()).isEqualTo(1);
    assertThat(figures.get("bytes").asText())
        .isEqualTo(
            Duck.row("SELECT sum(length) FROM '%s/_residua/plan/*/*.parquet'".formatted(mixed)));
    CommandLine proof = residua("verify", mixed.toString());
    assertThat(proof.exitCode()).as(proof.output()).isZero();
    assertThat(proof.output())
        .contains(
            "%d shards, %d listed = %d embedded + %d quarantined"
                .formatted(
                    figures.get("shards").asInt(),
                    figures.get("listed").asInt(),
                    figures.get("embedded").asInt(),
                    figures.get("quarantined").asInt()));
  }

  @Test
  void sizesAndNamesAreThoseOfAllImages() throws Exception {
    JsonNode sample = figures(mixed).get("sample");
    String embeddings = "'%s/embeddings/*.parquet'".formatted(mixed);
    assertThat(sample.get("sized").asInt()).isEqualTo(61);
    assertThat(sample.get("widths").get(0) + " " + sample.get("widths").get(2))
        .isEqualTo(Duck.row("SELECT min(width), max(width) FROM " + embeddings));
    assertThat(sample.get("heights").get(1).asText())
        .isEqualTo(Duck.row("SELECT quantile_disc(height, 0.5) FROM " + embeddings));
    assertThat(sample.get("shapes").get(0) + " " + sample.get("shapes").get(2))
        .isEqualTo(
            Duck.row(
                "SELECT count(*) FILTER (width > height), count(*) FILTER (width < height) FROM "
                    + embeddings));
    assertThat(
            sample.get("extensions").get("jpg").asInt()
                + sample.get("extensions").get("png").asInt())
        .isEqualTo(63);
    assertThat(sample.get("points").asInt()).isEqualTo(61);
    assertThat(sample.get("thumbnails").asInt()).isEqualTo(61);
  }

  /** DuckDB's cosine of centred vectors, of the same two images. */
  @Test
  void neighboursHaveTheCosineDuckDbFinds() throws Exception {
    Matcher sheet =
        Pattern.compile(
                "<figure class=\"query\" title=\"([^\"]+)\".*?<figure class=\"near\" title=\"([^\"]+)\".*?<b>([0-9.-]+)</b>",
                Pattern.DOTALL)
            .matcher(html(mixed));
    assertThat(sheet.find()).isTrue();
    String rows =
        """
        WITH r AS (SELECT uri, i, embedding[i] AS v FROM '%s/embeddings/*.parquet', range(1, 129) t(i)),
        c AS (SELECT uri, i, v - avg(v) OVER (PARTITION BY i) AS v FROM r),
        p AS (SELECT b.uri, sum(a.v * b.v) / sqrt(sum(a.v * a.v) * sum(b.v * b.v)) AS cosine
              FROM c a JOIN c b USING (i) WHERE a.uri = '%s' AND b.uri <> a.uri GROUP BY b.uri)
        SELECT uri, printf('%%.3f', cosine) FROM p ORDER BY cosine DESC LIMIT 1
        """;
    assertThat(Duck.row(rows.formatted(mixed, sheet.group(1))))
        .isEqualTo(sheet.group(2) + " " + sheet.group(3));
  }

  @Test
  void hostileNamesAreText() throws Exception {
    String html = html(mixed);
    assertThat(html)
        .doesNotContain("<script>document")
        .doesNotContain("<img src=x")
        .doesNotContain("<svg onload")
        .contains("&lt;svg onload=&quot;document.title=1&quot;&gt;&amp;amp;.jpg");
    assertThat(json(mixed, "map-data").get("uris"))
        .anySatisfy(uri -> assertThat(uri.asText()).endsWith(HOSTILE_FOLDER + "/" + HOSTILE_FILE));
  }

  @Test
  void aPageIsMadeAgainAndNothingElseIsTouched() throws Exception {
    Path again = copy(mixed, "again");
    Files.delete(page(again));
    CommandLine report = residua("report", again.toString());
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.output()).contains("report: " + page(again));
    try (Stream<Path> left = Files.list(again.resolve("_residua"))) {
      assertThat(left.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("ledger", "plan", "report.html", "run.json");
    }
    assertThat(residua("verify", again.toString()).exitCode()).isZero();
  }

  @Test
  void anUnfinishedRunSaysWhatIsMissing() throws Exception {
    Path output = copy(mixed, "unfinished");
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(output.resolve("_residua/ledger/shard-000003.json"));
    assertThat(residua("report", output.toString()).exitCode()).isZero();
    JsonNode figures = figures(output);
    assertThat(figures.get("finished").asBoolean()).isFalse();
    assertThat(figures.get("missing").asInt()).isEqualTo(8);
    assertThat(figures.get("shards-done").asInt()).isEqualTo(7);
    assertThat(
            figures.get("embedded").asInt()
                + figures.get("quarantined").asInt()
                + figures.get("missing").asInt())
        .isEqualTo(63);
    assertThat(html(output)).contains("<b>Not finished.</b> 7 of 8 shards are done");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    assertThat(output.resolve("_residua/ledger/void")).doesNotExist();
  }

  /** As when another driver did the last shard. */
  @Test
  void aPageOfAnUnfinishedRunIsMadeAgainAtTheEnd() throws Exception {
    Path output = copy(mixed, "ended");
    Files.delete(output.resolve("_SUCCESS"));
    Files.writeString(page(output), "of half of it");
    CommandLine run = extract(pictures, output, "--shard-images", "8", "--max-error-rate", "1");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("63 images were done before, 0 in this run");
    assertThat(figures(output).get("finished").asBoolean()).isTrue();
  }

  @Test
  void aDamagedShardIsLeftOutOfTheSample() throws Exception {
    Path output = copy(mixed, "damaged");
    Files.writeString(output.resolve("embeddings/shard-000000.parquet"), "no Parquet");
    assertThat(residua("report", output.toString()).exitCode()).isZero();
    assertThat(figures(output).get("sample").get("shards-failed").asInt()).isEqualTo(1);
    assertThat(html(output)).contains("1 of them could not be read");
  }

  @Test
  void aRunWithoutAnyEmbeddingHasAPage() throws Exception {
    Path words = Files.createDirectory(folder.resolve("words"));
    Files.writeString(words.resolve("a.jpg"), "no picture");
    Files.writeString(words.resolve("b.jpg"), "none");
    Path output = folder.resolve("words-out");
    assertThat(extract(words, output, "--max-error-rate", "1").exitCode()).isZero();
    assertThat(figures(output).get("embedded").asInt()).isZero();
    assertThat(html(output))
        .contains("<b data-figure=\"quarantined\">2</b>")
        .contains("first bytes: expected those of an image, found 6e 6f")
        .doesNotContain("id=\"map\"");
  }

  @Test
  void oneImageHasAPage() throws Exception {
    Path output = folder.resolve("one-out");
    assertThat(extract(pictures.resolve("bricks-00.jpg"), output).exitCode()).isZero();
    assertThat(figures(output).get("embedded").asInt()).isEqualTo(1);
    assertThat(html(output)).contains("bricks-00").doesNotContain("id=\"neighbours\"");
  }

  @Test
  void picturesOfAnArchiveAreSeen() throws Exception {
    Path tar = folder.resolve("some.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (String name :
          new String[] {"circles-00.jpg", "circles-01.jpg", "hills-00.jpg", "hills-03.png"}) {
        byte[] bytes = Files.readAllBytes(pictures.resolve(name));
        TarArchiveEntry entry = new TarArchiveEntry("a/" + name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
      }
    }
    Path output = folder.resolve("tar-out");
    CommandLine run = extract(tar, output, "--maps", "conv2_x");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(figures(output).get("sample").get("thumbnails").asInt()).isEqualTo(4);
    assertThat(html(output)).contains("some.tar!/a/hills-03.png").contains("conv2_x, f32 in arrow");
  }

  @Test
  void videosShowAFrame() throws Exception {
    Path videos = folder.resolve("videos");
    for (int i = 0; i < 3; i++) {
      Path video = Files.createDirectories(videos.resolve("video-" + i));
      BufferedImage frame = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
      frame.setRGB(i, i, 0xffffff);
      ImageIO.write(frame, "png", video.resolve("0.png").toFile());
      ImageIO.write(frame, "png", video.resolve("1.png").toFile());
    }
    Path output = folder.resolve("videos-out");
    CommandLine run =
        extract(videos, output, "--model", "resnet3d-18-basic-t3", "--clip-length", "2");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(figures(output).get("sample").get("thumbnails").asInt()).isEqualTo(3);
    assertThat(html(output)).contains("2 frames, 1 apart").contains("128 values a video");
  }

  @Test
  void whatWasCopiedSinceAnEarlierRunIsSaid() throws Exception {
    Path output = folder.resolve("since-out");
    CommandLine run =
        extract(pictures, output, "--since", mixed.toString(), "--max-error-rate", "1");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(figures(output).get("since"))
        .hasToString("{\"copied\":61,\"changed\":0,\"added\":0,\"retried\":2,\"deleted\":0}");
  }

  @Test
  void aPageNobodyWantsIsNotMade() throws Exception {
    Path output = folder.resolve("without");
    CommandLine run = extract(pictures.resolve("bricks-00.jpg"), output, "--report", "false");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).doesNotContain("report:");
    assertThat(page(output)).doesNotExist();
  }

  @Test
  void aPageThatCannotBeMadeFailsNoRun() throws Exception {
    Path output = folder.resolve("no-room");
    Files.createDirectories(page(output).resolve("in-the-way"));
    CommandLine run = extract(pictures.resolve("bricks-00.jpg"), output);
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("[report] none was made").contains("residua report ");
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  @Test
  void aFolderWithoutARunIsRefused() {
    CommandLine run = residua("report", pictures.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains("found no _residua/run.json; correct the path");
  }

  /** A browser that is here runs the page: no complaint, all points, some pictures, own title. */
  @Test
  void aBrowserRunsThePageWithoutComplaint() throws Exception {
    Path chromium = Path.of("/usr/bin/chromium");
    assumeTrue(Files.isExecutable(chromium), "skipped: there is no " + chromium);
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("chromium.log");
    Process browser =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--virtual-time-budget=5000",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page(mixed).toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(browser.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      browser.destroyForcibly();
    }
    assertThat(Files.readString(log)).doesNotContain("CONSOLE");
    assertThat(Files.readString(dom))
        .contains("data-points=\"61\"")
        .contains("data-ready=\"true\"")
        .containsPattern("data-pictures=\"[1-9]")
        .contains("<title>Residua: " + mixed);
  }

  private static Path copy(Path output, String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(output.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }
}
