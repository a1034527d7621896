package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Extent;
import io.residua.backbone.Interpolation;
import io.residua.backbone.ResizeAndCrop;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of the files that videos.py beside them made with Pillow 9.4, which read them, too. */
class VideoTest {
  private static final Extent SEEN = new Extent(14, 14);
  private static final ResizeAndCrop GEOMETRY = new ResizeAndCrop(14, 14, Interpolation.BILINEAR);

  private static byte[] bytes(String name) {
    try (InputStream in = VideoTest.class.getResourceAsStream("videos/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Video open(String name) throws Refusal {
    byte[] bytes = bytes(name);
    return Video.of(new Bytes(bytes, bytes.length), DecodeLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "videos/videos.tsv", delimiter = '\t')
  void everyFrameIsPillows(String name, int index, int width, int height, String sha256)
      throws Exception {
    try (Video video = open(name);
        Picture frame = video.frame(index)) {
      assertThat(frame.width()).isEqualTo(width);
      assertThat(frame.height()).isEqualTo(height);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] row = new byte[3 * width];
      for (int y = 0; y < height; y++) {
        frame.get(0, y, row, width);
        digest.update(row);
      }
      assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }
  }

  /** Every length a broken copy may have, and every byte turned. */
  @ParameterizedTest
  @ValueSource(strings = {"saved-lossy.webp", "saved-clear.webp"})
  void aDamagedWebpGivesFramesOrARefusal(String name) {
    byte[] whole = bytes(name);
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] turned = whole.clone();
      turned[i] ^= (byte) 0xff;
      refused += refused(turned, whole.length) + refused(whole, i);
    }
    assertThat(refused).isGreaterThan(whole.length);
  }

  private static int refused(byte[] bytes, int length) {
    try (Video video = Video.of(new Bytes(bytes, length), DecodeLimits.DEFAULT)) {
      video.frame(video.frames() - 1).close();
      return 0;
    } catch (Refusal refusal) {
      assertThat(refusal.outcome().detail()).isNotBlank();
      return 1;
    }
  }

  @Test
  void framesAreCounted() throws Refusal {
    try (Video gif = open("saved.gif");
        Video tiff = open("pages-raw.tif")) {
      assertThat(gif.frames()).isEqualTo(6);
      assertThat(tiff.frames()).isEqualTo(4);
    }
  }

  /** Through the process apart: frames 0, 2 and 4, each as the codec gives it. */
  @ParameterizedTest
  @ValueSource(strings = {"sticky.gif", "saved.gif", "saved-lossy.webp"})
  void aClipIsDecodedInAProcessApart(String name) throws Refusal {
    ClipSampling clip = new ClipSampling(3, 2);
    byte[] apart = new byte[3 * 3 * 14 * 14];
    byte[] here = new byte[apart.length];
    try (IsolatedDecoder isolated = new IsolatedDecoder(DecodeLimits.DEFAULT);
        Video video = open(name)) {
      assertThat(
              isolated.decodeClip(
                  ByteBuffer.wrap(bytes(name)), GEOMETRY, clip, ByteBuffer.wrap(apart)))
          .isEqualTo(new Outcome.Decoded(20, 14, SEEN));
      Resize resize = new Resize();
      for (int i = 0; i < 3; i++) {
        try (Picture frame = video.frame(2 * i)) {
          resize.run(
              frame,
              Window.of(GEOMETRY, 20, 14),
              Interpolation.BILINEAR,
              ByteBuffer.wrap(here).position(3 * 14 * 14 * i));
        }
      }
    }
    assertThat(apart).isEqualTo(here);
  }

  @Test
  void aFileOfOneImageIsNoVideo() {
    assertThat(refused(bytes("one.gif")))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.UNSUPPORTED_FORMAT,
                "video: expected a file of 2 frames or more, found 1; frames in a folder are read from .jpg, .png or .bmp files"));
  }

  @Test
  void aFormatWhoseFramesAreNotReadIsRefusedByName() {
    assertThat(refused(Samples.encode("png", 8, 8)))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.UNSUPPORTED_FORMAT,
                "video: expected a GIF, TIFF or WebP of several frames, or a folder of frames, found one PNG"));
  }

  @Test
  void aFrameThatIsCutOffIsTruncated() {
    byte[] whole = bytes("saved.gif");
    byte[] half = Arrays.copyOf(whole, whole.length - 40);
    Outcome.Refused refused = refused(half);
    assertThat(refused.code()).isEqualTo(QuarantineCode.TRUNCATED);
  }

  /** Its second directory says that the first one follows. */
  @Test
  void aTiffWhosePagesGoRoundEnds() throws Refusal {
    byte[] bytes = bytes("pages-raw.tif");
    ByteBuffer tiff = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = tiff.getInt(4);
    int second = tiff.getInt(first + 2 + 12 * tiff.getShort(first));
    tiff.putInt(second + 2 + 12 * tiff.getShort(second), first);
    try (Video video = Video.of(new Bytes(bytes, bytes.length), DecodeLimits.DEFAULT)) {
      assertThat(video.frames()).isEqualTo(2);
    }
  }

  private static Outcome.Refused refused(byte[] bytes) {
    try (InProcessDecoder decoder = new InProcessDecoder(DecodeLimits.DEFAULT)) {
      return (Outcome.Refused)
          decoder.decodeClip(
              ByteBuffer.wrap(bytes),
              GEOMETRY,
              new ClipSampling(6, 1),
              ByteBuffer.allocate(6 * 3 * 14 * 14));
    }
  }
}
