package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResizeAndCrop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares what this package makes of a folder of images with a table of what Pillow 9.4 and
 * torchvision 0.14 make of them. {@code -Dresidua.images.dir} and {@code -Dresidua.preprocess.tsv}
 * name another folder and another table of the same form.
 */
class PixelsPreprocessTest {
  private static final ResizeAndCrop RECIPE = (ResizeAndCrop) Preprocessing.IMAGENET_224.geometry();
  private static final Geometry DETECTION = Preprocessing.DETECTION_800.geometry();
  private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT;
  private static final Set<String> MODES = Set.of("RGB", "L", "P", "RGBA", "1");

  /** A fault of Pillow's own, not of the file. */
  private static final String PILLOW_FAULT = "AttributeError";

  /** What a row of the table asks for. */
  private enum Kind {
    PHOTO(1.0),
    ODD_IMAGE(0.95),
    REFUSED_BY_PILLOW(0.95),
    CMYK(1.0),
    PHOTO_FOR_DETECTION(1.0),
    ODD_IMAGE_FOR_DETECTION(0.95),
    NOT_ASKED(0.0);

    private final double share;

    Kind(double share) {
      this.share = share;
    }
  }

  private record Row(
      String file,
      String outcome,
      String mode,
      long width,
      long height,
      String rgb,
      String crop,
      String detection) {
    static Row parse(String line) {
      String[] c = line.split("\t", -1);
      boolean ok = c[1].equals("ok");
      return new Row(
          c[0],
          c[1],
          c[2],
          ok ? Long.parseLong(c[3]) : 0,
          ok ? Long.parseLong(c[4]) : 0,
          c[5],
          c[6],
          c[7]);
    }

    boolean isOk() {
      return outcome.equals("ok");
    }
  }

  private final Map<Kind, Integer> checked = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> passed = new EnumMap<>(Kind.class);
  private final List<String> differences = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void pixelsAndRefusalsAreThoseOfPillow() throws IOException {
    Path shared = Path.of(System.getProperty("residua.shared.dir", "../../shared"));
    Path images = path("residua.images.dir", shared.resolve("images"));
    Path table = path("residua.preprocess.tsv", shared.resolve("golden/preprocess.tsv"));
    assumeTrue(
        Files.isDirectory(images) && Files.isRegularFile(table),
        () ->
            "skipped: comparison with Pillow's pixels, for want of %s and %s"
                .formatted(images, table));
    List<String> lines = Files.readAllLines(table);
    long restarts;
    try (IsolatedDecoder isolated = new IsolatedDecoder(LIMITS);
        InProcessDecoder inProcess = new InProcessDecoder(LIMITS)) {
      for (String line : lines.subList(1, lines.size())) {
        Row row = Row.parse(line);
        check(row, images, table.resolveSibling("cmyk"), isolated, inProcess);
      }
      restarts = isolated.restarts();
    }
    report();
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(checked.values()).as("rows checked").isNotEmpty();
    checked.forEach(
        (kind, count) ->
            softly
                .assertThat(passed.getOrDefault(kind, 0) / (double) count)
                .as("share of %s rows as in the table", kind)
                .isGreaterThanOrEqualTo(kind.share));
    softly.assertThat(failures).as("images over which the decoding process failed").isEmpty();
    softly.assertThat(restarts).as("restarts of the decoding process").isZero();
    softly.assertAll();
  }

  /** A path given must be there; the default one may be absent. */
  private static Path path(String property, Path otherwise) {
    String value = System.getProperty(property);
    if (value == null) {
      return otherwise;
    }
    assertThat(Path.of(value)).as("-D" + property).exists();
    return Path.of(value);
  }

  private void check(
      Row row, Path images, Path cmyk, IsolatedDecoder isolated, InProcessDecoder inProcess)
      throws IOException {
    byte[] encoded = Files.readAllBytes(images.resolve(row.file));
    byte[] crop = new byte[3 * RECIPE.crop() * RECIPE.crop()];
    Outcome outcome = isolated.decode(ByteBuffer.wrap(encoded), RECIPE, ByteBuffer.wrap(crop));
    if (outcome instanceof Outcome.Refused refused
        && refused.code().name().startsWith("DECODER_")) {
      failures.add(row.file + ": " + refused);
    }
    Path reference = cmyk.resolve(Path.of(row.file).getFileName() + ".png");
    Kind kind = kindOf(row, encoded, reference);
    if (kind == Kind.NOT_ASKED) {
      return;
    }
    if (kind != Kind.CMYK && !row.detection.isEmpty()) {
      checkDetection(row, kind, encoded, List.of(isolated, inProcess));
    }
    @Nullable String difference =
        switch (kind) {
          case REFUSED_BY_PILLOW -> outcome instanceof Outcome.Decoded ? "decoded here" : null;
          case CMYK -> cmykDifference(outcome, crop, reference, inProcess);
          default -> difference(row, outcome, crop, encoded, inProcess);
        };
    count(row, kind, difference);
  }

  private void count(Row row, Kind kind, @Nullable String difference) {
    checked.merge(kind, 1, Integer::sum);
    passed.merge(kind, difference == null ? 1 : 0, Integer::sum);
    if (difference != null) {
      differences.add(
          "%s\t%s\tPillow: %s %s\there: %s"
              .formatted(kind, row.file, row.outcome, row.mode, difference));
    }
  }

  /** Every row of the table that has a resize for detection, by each decoder. */
  private void checkDetection(Row row, Kind kind, byte[] encoded, List<Decoder> decoders) {
    Kind counted = kind == Kind.PHOTO ? Kind.PHOTO_FOR_DETECTION : Kind.ODD_IMAGE_FOR_DETECTION;
    for (Decoder decoder : decoders) {
      byte[] pixels = new byte[3 * DETECTION.mostPixels()];
      Outcome outcome =
          decoder.decode(ByteBuffer.wrap(encoded), DETECTION, ByteBuffer.wrap(pixels));
      count(row, counted, detectionDifference(row, outcome, pixels));
    }
  }

  private static @Nullable String detectionDifference(Row row, Outcome outcome, byte[] pixels) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.code() + " " + refused.detail();
    }
    Extent seen = ((Outcome.Decoded) outcome).seen();
    return hash(Arrays.copyOf(pixels, 3 * seen.pixels())).equals(row.detection)
        ? null
        : "other pixels for detection of %d x %d".formatted(seen.height(), seen.width());
  }

  private static Kind kindOf(Row row, byte[] encoded, Path cmykReference) {
    if (!row.isOk()) {
      return row.outcome.equals(PILLOW_FAULT) ? Kind.NOT_ASKED : Kind.REFUSED_BY_PILLOW;
    }
    if (row.file.startsWith("photos/") || row.file.startsWith("retrieval/")) {
      return Kind.PHOTO;
    }
    if (row.mode.equals("CMYK")) {
      return Files.exists(cmykReference) ? Kind.CMYK : Kind.NOT_ASKED;
    }
    return MODES.contains(row.mode) && isWithinLimits(row, encoded)
        ? Kind.ODD_IMAGE
        : Kind.NOT_ASKED;
  }

  private static boolean isWithinLimits(Row row, byte[] encoded) {
    try {
      ImageFormat.of(new Bytes(encoded, encoded.length));
    } catch (Refusal notOnTheAllowList) {
      return false;
    }
    return encoded.length <= LIMITS.maxBytes()
        && row.width * row.height <= LIMITS.maxPixels()
        && Math.max(row.width, row.height) <= LIMITS.maxSide();
  }

  private static @Nullable String difference(
      Row row, Outcome outcome, byte[] crop, byte[] encoded, InProcessDecoder inProcess) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.code() + " " + refused.detail();
    }
    Outcome.Decoded decoded = (Outcome.Decoded) outcome;
    if (decoded.width() != row.width || decoded.height() != row.height) {
      return "%dx%d, not %dx%d".formatted(decoded.width(), decoded.height(), row.width, row.height);
    }
    if (!wholeImageHash(encoded, inProcess).equals(row.rgb)) {
      return "other pixels";
    }
    return hash(crop).equals(row.crop) ? null : "same pixels, other crop";
  }

  private static String wholeImageHash(byte[] encoded, InProcessDecoder decoder) {
    MessageDigest digest = sha256();
    try (Picture picture = decoder.read(ByteBuffer.wrap(encoded), RECIPE)) {
      byte[] row = new byte[3 * picture.width()];
      for (int y = 0; y < picture.height(); y++) {
        picture.get(0, y, row, picture.width());
        digest.update(row);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (Refusal e) {
      return e.code().name();
    }
  }

  private static @Nullable String cmykDifference(
      Outcome outcome, byte[] crop, Path reference, InProcessDecoder inProcess) throws IOException {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.toString();
    }
    int worst = 0;
    try (Picture expected =
        inProcess.read(ByteBuffer.wrap(Files.readAllBytes(reference)), RECIPE)) {
      int side = RECIPE.crop();
      assertThat(expected.width()).isEqualTo(side);
      byte[] row = new byte[3 * side];
      for (int y = 0; y < side; y++) {
        expected.get(0, y, row, side);
        for (int i = 0; i < row.length; i++) {
          worst = Math.max(worst, Math.abs((row[i] & 0xff) - (crop[3 * side * y + i] & 0xff)));
        }
      }
    } catch (Refusal e) {
      return "reference: " + e.getMessage();
    }
    return worst <= 2 ? null : "off by " + worst;
  }

  private void report() {
    checked.forEach(
        (kind, count) ->
            System.out.printf(
                "%s: %d of %d rows as in the table%n", kind, passed.getOrDefault(kind, 0), count));
    differences.forEach(System.out::println);
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
