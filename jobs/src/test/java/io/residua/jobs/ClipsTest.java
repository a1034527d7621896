package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.Engine;
import io.residua.backbone.Precision;
import io.residua.backbone.engines.Engines;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of clips on real Spark, over videos drawn here, read back by DuckDB. */
class ClipsTest {

  private static final int FRAMES = 6;

  @TempDir static Path folder;
  private static Path videos;

  @BeforeAll
  static void drawVideos() throws IOException {
    videos = folder.resolve("videos");
    draw(videos.resolve("a/right"), FRAMES, 0);
    draw(videos.resolve("a/left"), FRAMES, 5);
    draw(videos.resolve("short"), 2, 0);
  }

  /** A ball that moves by two pixels a frame. */
  private static void draw(Path video, int frames, int seed) throws IOException {
    Files.createDirectories(video);
    for (int i = 0; i < frames; i++) {
      BufferedImage frame = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = frame.createGraphics();
      pen.setColor(new Color(40 * seed, 90, 160));
      pen.fillRect(0, 0, 64, 48);
      pen.setColor(Color.YELLOW);
      pen.fillOval(5 + 2 * i, 10 + seed, 20, 20);
      pen.dispose();
      ImageIO.write(frame, "png", video.resolve("frame-%03d.png".formatted(i)).toFile());
    }
  }

  private static CommandLine extract(Path input, Path output, String... more) {
    String[] command = {
      "extract",
      "--input",
      input.toString(),
      "--output",
      output.toString(),
      "--model",
      "resnet3d-18-basic-t3",
      "--weights",
      "generated:42",
      "--precision",
      "f32",
      "--batch-size",
      "2",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private static String rows(Path output, String columns) throws Exception {
    return Duck.row("SELECT %s FROM '%s/embeddings/*.parquet'".formatted(columns, output));
  }

  @Test
  void clipsAreCalibratedAsImagesAre() throws IOException {
    Engine engine = Engines.of("onednn");
    assumeTrue(
        engine.precisions(engine.instructionSet()).contains(Precision.INT8),
        "skipped: this processor has no int8");
    Path many = folder.resolve("many");
    for (int i = 0; i < 34; i++) {
      draw(many.resolve("video-" + i), 2, i % 6);
    }
    Path output = folder.resolve("int8");
    CommandLine run =
        extract(
            many,
            output,
            "--clip-length",
            "2",
            "--embedding-stage",
            "conv3_x",
            "--precision",
            "int8",
            "--accept-drift");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("int8: calibrating on 34 of 34 videos")
        .contains("int8 against f32: cosine ")
        .contains("34 listed = 34 embedded");
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  @Test
  void everyFolderOfFramesIsOneRow() throws Exception {
    Path output = folder.resolve("out");
    CommandLine run = extract(videos, output, "--clip-length", "4");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.lastLine()).startsWith("3 listed = 3 embedded + 0 quarantined in ");
    assertThat(rows(output, "string_agg(uri, ' ' ORDER BY uri)"))
        .isEqualTo("file:%1$s/a/left file:%1$s/a/right file:%1$s/short".formatted(videos));
    assertThat(rows(output, "min(len(embedding)), min(width), max(height), count(DISTINCT sha256)"))
        .isEqualTo("512 64 48 3");
    CommandLine verify = residua("verify", output.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
    CommandLine again = extract(videos, output, "--clip-length", "4");
    assertThat(again.output()).contains("3 images were done before, 0 in this run");
  }

  @Test
  void mapsOfClipsHaveTheirFramesBehindTheChannels() throws Exception {
    for (String format : List.of("parquet", "arrow")) {
      Path output = folder.resolve("maps-" + format);
      CommandLine run =
          extract(
              videos, output, "--clip-length", "4", "--maps", "conv4_x", "--maps-format", format);
      assertThat(run.exitCode()).as(run.output()).isZero();
      CommandLine verify = residua("verify", output.toString());
      assertThat(verify.exitCode()).as(verify.output()).isZero();
    }
    assertThat(
            Duck.row(
                "SELECT count(*), any_value(shape), min(len(map)) FROM '%s/maps/conv4_x/*.parquet'"
                    .formatted(folder.resolve("maps-parquet"))))
        .isEqualTo("3 [256, 4, 14, 14] " + 256 * 4 * 14 * 14);
  }

  @Test
  void theMiddleOfAVideoDecidesItsFeaturesAndTheirOrderDoes() throws Exception {
    Path middle = folder.resolve("middle/clip");
    Path turned = folder.resolve("turned/clip");
    Files.createDirectories(middle);
    Files.createDirectories(turned);
    for (int i = 0; i < 4; i++) {
      Path frame = videos.resolve("a/right/frame-%03d.png".formatted(i + 1));
      Files.copy(frame, middle.resolve(i + ".png"));
      Files.copy(frame, turned.resolve((3 - i) + ".png"));
    }
    String whole = embedding(videos.resolve("a/right"), "whole-out");
    assertThat(embedding(middle, "middle-out")).isEqualTo(whole);
    assertThat(embedding(turned, "turned-out")).isNotEqualTo(whole);
  }

  @Test
  void framesInOneFileHaveTheFeaturesOfThoseInAFolder() throws Exception {
    Path input = Files.createDirectory(folder.resolve("forms"));
    draw(input.resolve("pngs"), FRAMES, 0);
    write("gif", input.resolve("all.gif"), input.resolve("pngs"));
    write("tiff", input.resolve("all.tif"), input.resolve("pngs"));
    Files.copy(input.resolve("pngs/frame-000.png"), input.resolve("all.webp"));
    Path output = folder.resolve("forms-out");
    CommandLine run = extract(input, output, "--clip-length", "4");
    assertThat(run.lastLine()).as(run.output()).startsWith("4 listed = 3 embedded + 1 quarantined");
    assertThat(rows(output, "count(*), count(DISTINCT uri), count(DISTINCT embedding)"))
        .isEqualTo("3 3 1");
    assertThat(Duck.row("SELECT uri, code FROM '%s/quarantine/*.parquet'".formatted(output)))
        .isEqualTo("file:%s/all.webp UNSUPPORTED_FORMAT".formatted(input));
    CommandLine verify = residua("verify", output.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
  }

  private static void write(String format, Path file, Path frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < FRAMES; i++) {
        Path frame = frames.resolve("frame-%03d.png".formatted(i));
        writer.writeToSequence(new IIOImage(ImageIO.read(frame.toFile()), null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static String embedding(Path video, String name) throws Exception {
    Path output = folder.resolve(name);
    CommandLine run = extract(video, output, "--clip-length", "4");
    assertThat(run.exitCode()).as(run.output()).isZero();
    return rows(output, "embedding::VARCHAR");
  }

  @Test
  void aBadFrameQuarantinesItsVideoByName() throws Exception {
    Path input = folder.resolve("bad");
    draw(input.resolve("good"), 2, 1);
    draw(input.resolve("broken"), 2, 1);
    Files.writeString(input.resolve("broken/frame-001.png"), "no picture");
    Path output = folder.resolve("bad-out");
    CommandLine run = extract(input, output, "--clip-length", "2");
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.TOO_MANY_QUARANTINED);
    assertThat(run.lastLine()).startsWith("2 listed = 1 embedded + 1 quarantined in ");
    assertThat(
            Duck.row("SELECT uri, code, detail FROM '%s/quarantine/*.parquet'".formatted(output)))
        .startsWith("file:%s/broken NOT_AN_IMAGE frame frame-001.png: ".formatted(input));
    CommandLine verify = residua("verify", output.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
  }

  @Test
  void anotherClipOnAnOldOutputIsRefused() {
    Path output = folder.resolve("settings");
    assertThat(extract(videos, output, "--clip-length", "2").exitCode()).isZero();
    CommandLine other = extract(videos, output, "--clip-length", "2", "--clip-stride", "2");
    assertThat(other.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(other.output()).contains("residua.clip-stride: recorded 1, now 2");
  }

  @Test
  void clipsOfANetworkOfImagesAreRefused() {
    CommandLine run =
        extract(videos, folder.resolve("none"), "--model", "resnet18", "--clip-length", "4");
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output())
        .contains(
            "[--clip-length] expected a model of clips, found resnet18, which takes images; give --model resnet3d-50-t3 or the like, or leave the option out");
  }
}
