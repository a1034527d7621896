package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.backbone.Preprocessing;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolatedDecoderTest {
  private static final Geometry RECIPE = Preprocessing.IMAGENET_224.geometry();
  private static final Extent SEEN = new Extent(224, 224);
  private static final DecodeLimits QUICK =
      new DecodeLimits(1 << 20, 1_000_000, 5_000, 100, Duration.ofSeconds(1), 64L << 20, 6L << 30);

  private static Outcome decode(Decoder decoder, byte[] file) {
    return decoder.decode(ByteBuffer.wrap(file), RECIPE, ByteBuffer.allocate(3 * 224 * 224));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void pixelsAreThoseOfTheSameProcess() {
    byte[] file = Samples.encode("png", 300, 200);
    byte[] here = new byte[3 * 224 * 224];
    byte[] there = new byte[3 * 224 * 224];
    try (IsolatedDecoder isolated = new IsolatedDecoder(DecodeLimits.DEFAULT);
        InProcessDecoder inProcess = new InProcessDecoder(DecodeLimits.DEFAULT)) {
      Outcome expected = inProcess.decode(ByteBuffer.wrap(file), RECIPE, ByteBuffer.wrap(here));
      assertThat(isolated.decode(ByteBuffer.wrap(file), RECIPE, ByteBuffer.wrap(there)))
          .isEqualTo(expected);
      assertThat(there).isEqualTo(here);
      assertThat(decode(isolated, ascii("no image")))
          .isEqualTo(decode(inProcess, ascii("no image")));
      assertThat(isolated.restarts()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEGV, DECODER_CRASH, status 134",
    "ABRT, DECODER_CRASH, status 134",
    "EXIT, DECODER_CRASH, status 0",
    "HALF, DECODER_CRASH, status 0",
    "GARBAGE, DECODER_CRASH, cannot be read",
    "STALE, DECODER_CRASH, cannot be read",
    "HANG, DECODER_TIMEOUT, within 1000 ms",
    "MEMORY, DECODER_OUT_OF_MEMORY, status 3",
  })
  void aMisbehavingChildCostsOneImage(String order, QuarantineCode code, String detail) {
    try (IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class)) {
      assertThat(decode(decoder, ascii("fine"))).isEqualTo(new Outcome.Decoded(1, 1, SEEN));
      assertThat(decode(decoder, ascii(order)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.code()).as(refused.detail()).isEqualTo(code);
                assertThat(refused.detail()).contains(detail).endsWith(", twice");
              });
      assertThat(decode(decoder, ascii("fine"))).isEqualTo(new Outcome.Decoded(1, 1, SEEN));
      assertThat(decoder.restarts()).isEqualTo(2);
    }
  }

  @Test
  void whatAChildPrintsStaysOffThePipe() {
    try (IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class)) {
      assertThat(decode(decoder, ascii("NOISE"))).isEqualTo(new Outcome.Decoded(1, 1, SEEN));
      assertThat(decoder.restarts()).isZero();
    }
  }

  @Test
  void aChildKilledBetweenImagesIsReplacedAndNoImagePays() throws InterruptedException {
    try (IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class)) {
      ProcessHandle child = ProcessHandle.of(decoder.childPid()).orElseThrow();
      child.destroyForcibly();
      while (child.isAlive()) {
        Thread.sleep(10);
      }
      assertThat(decode(decoder, ascii("fine"))).isEqualTo(new Outcome.Decoded(1, 1, SEEN));
    }
  }

  @Test
  void aClosedDecoderHasNoProcessAndDecodesNothing() {
    IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class);
    long pid = decoder.childPid();
    decoder.close();
    decoder.close();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThatThrownBy(() -> decode(decoder, ascii("fine")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[decoder] used after close");
  }

  @Test
  void imagesBeyondTheLimitOnBytesAreNotEvenSent() {
    try (IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class)) {
      assertThat(decode(decoder, new byte[(1 << 20) + 1]))
          .isEqualTo(
              new Outcome.Refused(
                  QuarantineCode.TOO_MANY_BYTES,
                  "file: expected at most 1048576 bytes, found 1048577"));
      assertThat(decode(decoder, new byte[0]))
          .isEqualTo(
              new Outcome.Refused(QuarantineCode.EMPTY, "expected an image, found no bytes"));
    }
  }

  @Test
  void aChildThatCannotStartIsNoImagesFault() {
    DecodeLimits noRoom = new DecodeLimits(1, 1, 1, 1, Duration.ofSeconds(1), 64L << 20, 1L << 20);
    assertThatThrownBy(() -> new IsolatedDecoder(noRoom, MisbehavingChild.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("[decoder] a decoding process did not become ready: ");
  }

  @Test
  void aChildEndsWhenItsParentIsGone() throws Exception {
    Process child = ChildCommand.of(DecoderChild.class, QUICK).start();
    child.getInputStream().read();
    child.getOutputStream().close();
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void aChildEndsAtTwiceTheTimeLimitWhenNobodyKillsIt() throws Exception {
    Process child = ChildCommand.of(DecoderChild.class, QUICK).start();
    DataOutputStream requests = new DataOutputStream(child.getOutputStream());
    Frames.writeRequest(requests, new Frames.Request(1, RECIPE, null, 10), new byte[10]);
    Frames.Request unfinished = new Frames.Request(2, RECIPE, null, 1000);
    requests.writeInt(0x52534431);
    requests.writeLong(unfinished.number());
    requests.writeUTF(unfinished.geometry().figures());
    requests.writeInt(0);
    requests.writeInt(0);
    requests.writeInt(unfinished.length());
    requests.flush();
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(DecoderChild.EXIT_OVERDUE);
  }

  @Test
  void aChildSeesNothingOfTheParentsEnvironment() throws IOException {
    try (IsolatedDecoder decoder = new IsolatedDecoder(QUICK, MisbehavingChild.class)) {
      Path environ = Path.of("/proc", String.valueOf(decoder.childPid()), "environ");
      List<String> names =
          List.of(Files.readString(environ).split("\0")).stream()
              .map(variable -> variable.replaceAll("=.*", ""))
              .toList();
      assertThat(names)
          .contains("OPENCV_IO_MAX_IMAGE_PIXELS")
          .isSubsetOf(
              "LD_LIBRARY_PATH",
              "LC_ALL",
              "MALLOC_ARENA_MAX",
              "OPENBLAS_NUM_THREADS",
              "OMP_NUM_THREADS",
              "OPENCV_LOG_LEVEL",
              "OPENCV_IO_MAX_IMAGE_PIXELS",
              "OPENCV_IO_MAX_IMAGE_WIDTH",
              "OPENCV_IO_MAX_IMAGE_HEIGHT",
              "PWD",
              "OLDPWD",
              "SHLVL",
              "_");
    }
  }
}
