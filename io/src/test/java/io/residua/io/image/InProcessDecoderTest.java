package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.backbone.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InProcessDecoderTest {
  private static final Geometry RECIPE = Preprocessing.IMAGENET_224.geometry();
  private static final Extent SEEN = new Extent(224, 224);

  private final InProcessDecoder decoder = new InProcessDecoder(DecodeLimits.DEFAULT);

  private Outcome decode(byte[] file) {
    return decode(decoder, file);
  }

  private static Outcome decode(Decoder decoder, byte[] file) {
    return decoder.decode(ByteBuffer.wrap(file), RECIPE, ByteBuffer.allocate(3 * 224 * 224));
  }

  private static QuarantineCode codeOf(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).code();
  }

  private static byte[] webp(int width, int height) {
    byte[] bgr = new byte[3 * width * height];
    Arrays.fill(bgr, (byte) 100);
    try (BytePointer pixels = new BytePointer(bgr);
        Mat mat = new Mat(height, width, org.bytedeco.opencv.global.opencv_core.CV_8UC3, pixels);
        BytePointer out = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(".webp", mat, out)).isTrue();
      byte[] file = new byte[(int) out.limit()];
      out.get(file);
      return file;
    }
  }

  private static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("jpeg", Samples.encode("jpg", 70, 50)),
        Arguments.of("progressive jpeg", Samples.progressiveJpeg(70, 50)),
        Arguments.of("png", Samples.encode("png", 70, 50)),
        Arguments.of("gif", Samples.encode("gif", 70, 50)),
        Arguments.of("bmp", Samples.encode("bmp", 70, 50)),
        Arguments.of("tiff", Samples.encode("tiff", 70, 50)),
        Arguments.of("webp", webp(70, 50)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyFormatOfTheAllowListIsDecoded(String name, byte[] file) {
    assertThat(decode(file)).as(name).isEqualTo(new Outcome.Decoded(70, 50, SEEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aFileCutAnywhereIsRefusedNeverThrown(String name, byte[] file) {
    boolean pixelsAtTheEnd = !name.equals("tiff");
    for (int length = 0; length < file.length; length += 64) {
      Outcome outcome = decode(Arrays.copyOf(file, length));
      if (pixelsAtTheEnd) {
        assertThat(outcome).as("%s cut to %d", name, length).isInstanceOf(Outcome.Refused.class);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aFileOfFlippedBitsGivesAnOutcomeNeverAnException(String name, byte[] file) {
    for (int at = 0; at < Math.min(file.length, 4096); at += 7) {
      byte[] broken = file.clone();
      broken[at] ^= (byte) (1 << (at % 8));
      assertThat(decode(broken)).as("%s, byte %d", name, at).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessPixelsAreThoseThatWereEncoded(String format) throws Refusal {
    assertGradient(Samples.encode(format, 40, 30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LZW", "PackBits", "Deflate", "ZLib"})
  void compressedTiffPixelsAreThoseThatWereEncoded(String compression) throws Refusal {
    assertGradient(Samples.tiff(compression, 40, 30));
  }

  private void assertGradient(byte[] file) throws Refusal {
    byte[] row = new byte[3 * 40];
    byte[] expected = new byte[3 * 40];
    try (Picture picture = decoder.read(ByteBuffer.wrap(file), RECIPE);
        Picture gradient = Samples.gradient(40, 30)) {
      for (int y = 0; y < 30; y++) {
        picture.get(0, y, row, 40);
        gradient.get(0, y, expected, 40);
        assertThat(row).as("row %d", y).isEqualTo(expected);
      }
    }
  }

  /** Pillow 9.4 turns a TIFF twice, so that a quarter turn becomes a half. */
  @Test
  void aTiffIsTurnedTwiceAsInPillow() {
    byte[] tiff =
        HexFormat.of()
            .parseHex(
                "4d4d002a00000008"
                    + "0007"
                    + "01000003000000010002"
                    + "0000"
                    + "01010003000000010001"
                    + "0000"
                    + "01020003000000010008"
                    + "0000"
                    + "01060003000000010001"
                    + "0000"
                    + "01110004000000010000"
                    + "0062"
                    + "01120003000000010006"
                    + "0000"
                    + "01150003000000010001"
                    + "0000"
                    + "00000000"
                    + "1020");
    try (Picture picture = decoder.read(ByteBuffer.wrap(tiff), RECIPE)) {
      byte[] row = new byte[6];
      picture.get(0, 0, row, 2);
      assertThat(row).containsExactly(0x20, 0x20, 0x20, 0x10, 0x10, 0x10);
    } catch (Refusal e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  @Test
  void noBytesAreEmptyAndOtherBytesNoImage() {
    assertThat(codeOf(decode(new byte[0]))).isEqualTo(QuarantineCode.EMPTY);
    assertThat(decode("<html>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.NOT_AN_IMAGE,
                "first bytes: expected those of an image, found 3c 68 74 6d 6c 3e"));
  }

  @ParameterizedTest
  @CsvSource({
    "0000001c6674797061766966, AVIF",
    "000000186674797068656963, HEIF",
    "0000000c6a5020200d0a870a, JPEG_2000",
    "38425053000100000000, PHOTOSHOP",
    "00000100010010100000, ICON",
    "255044462d312e34, PDF",
    "49492b0008000000, BIGTIFF",
    "3c3f786d6c3f3e3c73766720, SVG",
    "762f310102000000, OPEN_EXR",
  })
  void knownFormatsThatAreNotDecodedAreNamed(String hex, String format) {
    assertThat(decode(HexFormat.of().parseHex(hex)))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.UNSUPPORTED_FORMAT,
                "format: expected JPEG, PNG, GIF, BMP, WebP or TIFF, found " + format));
  }

  /** Headers that declare 30,000 x 30,000, 65,500 a side, or as much as the format can. */
  @Test
  void bombsAreRefusedByTheirHeaderBeforeAnyPixel() {
    byte[] png = Samples.patch(Samples.encode("png", 8, 8), 16, "0000753000007530");
    byte[] ihdr = Samples.pngChunk("IHDR", Arrays.copyOfRange(png, 16, 29));
    System.arraycopy(ihdr, 0, png, 8, ihdr.length);
    byte[] jpeg = Samples.encode("jpg", 8, 8);
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    byte[] tiff =
        HexFormat.of()
            .parseHex(
                "49492a0008000000"
                    + "0300"
                    + "0001040001000000ffff0000"
                    + "0101040001000000ffff0000"
                    + "1101040001000000080000000000"
                    + "0000");
    long before = System.nanoTime();
    for (byte[] bomb :
        List.of(
            png,
            Samples.patch(jpeg, frame + 5, "ffdcffdc"),
            Samples.patch(Samples.encode("gif", 8, 8), 6, "ffffffff"),
            Samples.patch(Samples.encode("bmp", 8, 8), 18, "3075000030750000"),
            HexFormat.of()
                .parseHex(
                    "524946461e00000057454250565038580a0000000000000fffff00ffff00"
                        + "00000000000000000000"),
            tiff)) {
      assertThat(decode(bomb))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.detail()).startsWith("size: expected at most 50000000 pixels");
                assertThat(refused.code()).isEqualTo(QuarantineCode.TOO_MANY_PIXELS);
              });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void limitsAreTheCallers() {
    DecodeLimits small = new DecodeLimits(20_000, 5000, 100, 3, Duration.ofSeconds(1), 0, 0);
    InProcessDecoder strict = new InProcessDecoder(small);
    assertThat(codeOf(decode(strict, new byte[20_001]))).isEqualTo(QuarantineCode.TOO_MANY_BYTES);
    assertThat(codeOf(decode(strict, Samples.encode("gif", 101, 10))))
        .isEqualTo(QuarantineCode.TOO_MANY_PIXELS);
    assertThat(codeOf(decode(strict, Samples.encode("gif", 90, 60))))
        .isEqualTo(QuarantineCode.TOO_MANY_PIXELS);
    assertThat(decode(strict, Samples.progressiveJpeg(16, 16)))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.TOO_MANY_SCANS, "JPEG scans: expected at most 3, found more"));
    assertThat(decode(strict, Samples.encode("jpg", 16, 16)))
        .isEqualTo(new Outcome.Decoded(16, 16, SEEN));
  }

  @Test
  void aJpegWhoseLastBlockIsThereNeedsNoEndMarkerButOneShortOfItIsTruncated() {
    byte[] jpeg = Samples.encode("jpg", 64, 64);
    byte[] padded =
        Samples.insert(Arrays.copyOf(jpeg, jpeg.length - 2), jpeg.length - 2, new byte[16]);
    assertThat(decode(padded)).isEqualTo(new Outcome.Decoded(64, 64, SEEN));
    assertThat(decode(Arrays.copyOf(jpeg, jpeg.length - 40)))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.TRUNCATED,
                "JPEG: expected an end marker or all rows, found the end of the file"));
    byte[] progressive = Samples.progressiveJpeg(64, 64);
    assertThat(codeOf(decode(Arrays.copyOf(progressive, progressive.length - 2))))
        .isEqualTo(QuarantineCode.TRUNCATED);
  }

  /** A checksum counts in front of the pixels, as in Pillow, and not behind. */
  @Test
  void aPngWhoseSecondHeaderIsSmallerThanItsFrameIsCorrupt() {
    byte[] png = Samples.encode("png", 70, 50);
    byte[] header = Arrays.copyOfRange(png, 16, 29);
    byte[] frame = ByteBuffer.allocate(26).putInt(0).putInt(70).putInt(50).array();
    byte[] small = ByteBuffer.wrap(header.clone()).putInt(7).putInt(5).array();
    byte[] shrunk =
        Samples.insert(
            Samples.insert(png, 33, Samples.pngChunk("IHDR", small)),
            33,
            Samples.pngChunk("fcTL", frame));
    assertThat(decode(shrunk))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.CORRUPT, "APNG: its first frame lies outside the image"));
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPngThatAsksForADictionaryIsCorruptAndNotWaitedFor() {
    byte[] stream = HexFormat.of().parseHex("78200000000100000000");
    byte[] png =
        Samples.insert(Samples.encode("png", 70, 50), 33, Samples.pngChunk("IDAT", stream));
    assertThat(codeOf(decode(png))).isEqualTo(QuarantineCode.CORRUPT);
  }

  @Test
  void aPngHeaderOfAnotherChecksumIsCorrupt() {
    byte[] png = Samples.encode("png", 8, 8);
    png[29] ^= 1;
    assertThat(decode(png))
        .isEqualTo(
            new Outcome.Refused(
                QuarantineCode.CORRUPT, "PNG chunk IHDR: its checksum does not match"));
  }

  /** What Pillow's exif_transpose makes of the 2x3 pixels {@code 1 2 / 3 4 / 5 6}. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 010203040506",
    "2, 2, 020104030605",
    "3, 2, 060504030201",
    "4, 2, 050603040102",
    "5, 3, 010305020406",
    "6, 3, 050301060402",
    "7, 3, 060402050301",
    "8, 3, 020406010305",
    "9, 2, 010203040506",
  })
  void orientationIsAppliedAsPillowDoes(int orientation, int width, String red) throws Refusal {
    byte[] ihdr = HexFormat.of().parseHex("00000002" + "00000003" + "0800000000");
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
    png.writeBytes(Samples.pngChunk("IHDR", ihdr));
    png.writeBytes(Samples.pngChunk("eXIf", Samples.exif(orientation)));
    png.writeBytes(Samples.pngChunk("IDAT", deflate("000102000304000506")));
    png.writeBytes(Samples.pngChunk("IEND", new byte[0]));
    try (Picture picture = decoder.read(ByteBuffer.wrap(png.toByteArray()), RECIPE)) {
      assertThat(picture.width()).isEqualTo(width);
      StringBuilder found = new StringBuilder();
      byte[] row = new byte[9];
      for (int y = 0; y < picture.height(); y++) {
        picture.get(0, y, row, width);
        for (int x = 0; x < width; x++) {
          found.append("%02x".formatted(row[3 * x]));
        }
      }
      assertThat(found).hasToString(red);
    }
  }

  private static byte[] deflate(String hex) {
    java.util.zip.Deflater deflater = new java.util.zip.Deflater();
    deflater.setInput(HexFormat.of().parseHex(hex));
    deflater.finish();
    byte[] out = new byte[64];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  @Test
  void aJpegsOrientationTurnsItsSize() {
    byte[] exif = Samples.exif(6);
    byte[] segment = Samples.insert(HexFormat.of().parseHex("ffe10000457869660000"), 10, exif);
    segment[3] = (byte) (segment.length - 2);
    byte[] jpeg = Samples.insert(Samples.encode("jpg", 40, 30), 2, segment);
    assertThat(decode(jpeg)).isEqualTo(new Outcome.Decoded(30, 40, SEEN));
  }

  @Test
  void theInputsPositionIsKept() {
    ByteBuffer file =
        ByteBuffer.wrap(Samples.insert(Samples.encode("png", 9, 9), 0, new byte[5])).position(5);
    assertThat(decoder.decode(file, RECIPE, ByteBuffer.allocate(3 * 224 * 224)))
        .isEqualTo(new Outcome.Decoded(9, 9, SEEN));
    assertThat(file.position()).isEqualTo(5);
  }
}
