package io.residua.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures drawn by AWT and read again by it. */
class ThumbnailsTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void anImageIsSmallAndLooksAsItDid() throws Exception {
    LakeImage left = drawn("halves.png", 300, 200);
    Thumbnail thumbnail = get(images().of(List.of(left), LONG), left);
    assertThat(thumbnail.format()).isEqualTo("PNG");
    BufferedImage picture = picture(thumbnail);
    assertThat(picture.getWidth()).isEqualTo(64);
    assertThat(picture.getHeight()).isEqualTo(64);
    assertThat(new Color(picture.getRGB(10, 32)).getRed()).isCloseTo(255, within(8));
    assertThat(new Color(picture.getRGB(54, 32)).getBlue()).isCloseTo(255, within(8));
    assertThat(new Color(picture.getRGB(54, 32)).getRed()).isCloseTo(0, within(8));
    assertThat(thumbnail.source().length()).isLessThan(2_000);
  }

  @Test
  void whatCannotBeSeenHasAPlaceholder() throws Exception {
    LakeImage good = drawn("good.jpg", 90, 120);
    LakeImage changed = drawn("changed.jpg", 90, 120);
    Files.write(folder.resolve("changed.jpg"), new byte[] {1});
    LakeImage words = of(Files.writeString(folder.resolve("words.jpg"), "no picture"));
    LakeImage cut =
        of(Files.write(folder.resolve("cut.gif"), "GIF89a".getBytes(StandardCharsets.US_ASCII)));
    LakeImage gone = LakeImage.missing(folder.resolve("gone.jpg").toUri().toString());
    Map<String, Thumbnail> all = images().of(List.of(gone, words, changed, cut, good), LONG);
    assertThat(all).hasSize(5);
    assertThat(get(all, good).seen()).isTrue();
    assertThat(all.get(gone.uri())).isEqualTo(Thumbnail.NONE);
    assertThat(all.get(words.uri())).isEqualTo(Thumbnail.NONE);
    assertThat(all.get(changed.uri())).isEqualTo(Thumbnail.NONE);
    assertThat(get(all, cut).seen()).isFalse();
    assertThat(get(all, cut).format()).isEqualTo("GIF");
  }

  @Test
  void withoutTimeThereAreNoPicturesAndNoFailure() throws Exception {
    LakeImage image = drawn("late.png", 64, 64);
    assertThat(images().of(List.of(image), Duration.ZERO))
        .containsEntry(image.uri(), Thumbnail.NONE);
  }

  @Test
  void aVideoOfOneFileShowsItsFirstFrame() throws Exception {
    LakeImage clip = drawn("clip.gif", 80, 80);
    Thumbnails videos = new Thumbnails(new Configuration(), InputForm.NONE, List.of(), true, 64);
    assertThat(get(videos.of(List.of(clip), LONG), clip).seen()).isTrue();
  }

  private static Thumbnail get(Map<String, Thumbnail> all, LakeImage image) {
    return Objects.requireNonNull(all.get(image.uri()), image.uri());
  }

  private static Thumbnails images() {
    return new Thumbnails(new Configuration(), InputForm.NONE, List.of(), false, 64);
  }

  private LakeImage drawn(String name, int width, int height) throws IOException {
    return of(draw(folder.resolve(name), width, height));
  }

  private static Path draw(Path file, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.RED);
    pen.fillRect(0, 0, width / 2, height);
    pen.setColor(Color.BLUE);
    pen.fillRect(width / 2, 0, width, height);
    String name = file.toString();
    ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }

  private static LakeImage of(Path file) throws IOException {
    return new LakeImage(
        "file:" + file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private static BufferedImage picture(Thumbnail thumbnail) throws IOException {
    String base64 = thumbnail.source().substring("data:image/jpeg;base64,".length());
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }
}
