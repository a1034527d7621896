package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Extent;
import io.residua.backbone.Interpolation;
import io.residua.backbone.ReducedJpeg;
import io.residua.backbone.ResizeAndCrop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every row of reduced.tsv, which reduced.py beside it made with Pillow. */
class ReducedJpegTest {
  private static final ReducedJpeg RECIPE =
      new ReducedJpeg(new ResizeAndCrop(40, 32, Interpolation.BILINEAR));

  @ParameterizedTest
  @CsvFileSource(resources = "reduced/reduced.tsv", delimiter = '\t', numLinesToSkip = 1)
  void reducedFilesArePillowsDraftsToTheBit(
      String file, int denominator, int width, int height, String sha256)
      throws IOException, NoSuchAlgorithmException {
    byte[] rgb = new byte[3 * 32 * 32];
    try (Decoder decoder = new InProcessDecoder(DecodeLimits.DEFAULT)) {
      assertThat(decoder.decode(ByteBuffer.wrap(read(file)), RECIPE, ByteBuffer.wrap(rgb)))
          .isEqualTo(new Outcome.Decoded(width, height, new Extent(32, 32)));
    }
    assertThat(RECIPE.jpegDenominator(width, height)).isEqualTo(denominator);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb)))
        .isEqualTo(sha256);
  }

  @Test
  void aProcessReducesToo() throws IOException {
    byte[] file = read("399x321-6.jpg");
    ByteBuffer here = ByteBuffer.allocate(3 * 32 * 32);
    ByteBuffer there = ByteBuffer.allocate(3 * 32 * 32);
    ByteBuffer exact = ByteBuffer.allocate(3 * 32 * 32);
    try (Decoder inProcess = new InProcessDecoder(DecodeLimits.DEFAULT);
        Decoder isolated = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      inProcess.decode(ByteBuffer.wrap(file), RECIPE, here);
      inProcess.decode(ByteBuffer.wrap(file), RECIPE.of(), exact);
      isolated.decode(ByteBuffer.wrap(file), RECIPE, there);
    }
    assertThat(there).isEqualTo(here);
    assertThat(there).isNotEqualTo(exact);
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = ReducedJpegTest.class.getResourceAsStream("reduced/" + file)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
