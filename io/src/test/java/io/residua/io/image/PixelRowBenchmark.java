package io.residua.io.image;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Stored samples to RGB, in nanoseconds a row of 1,024 pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PixelRowBenchmark {

  private static final int PIXELS = 1024;

  /** How a row is stored. */
  public enum Stored {
    BITS,
    GRAY,
    RGB,
    RGBA16,
    PREMULTIPLIED,
    CMYK;

    PixelRow row() {
      return switch (this) {
        case BITS -> PixelRow.gray(1, 1);
        case GRAY -> PixelRow.gray(8, 1);
        case RGB -> PixelRow.rgb(1, 3, 0);
        case RGBA16 -> PixelRow.rgb(2, 4, 0);
        case PREMULTIPLIED -> PixelRow.premultiplied(1, 4, 0);
        case CMYK -> PixelRow.cmyk(1, 4, 0);
      };
    }
  }

  @Param Stored stored = Stored.RGB;

  private final byte[] samples = new byte[8 * PIXELS];
  private final byte[] rgb = new byte[3 * PIXELS];
  private PixelRow row = PixelRow.rgb(1, 3, 0);

  @Setup
  public void fill() {
    new Random(1).nextBytes(samples);
    row = stored.row();
  }

  @Benchmark
  public byte[] toRgb() {
    row.toRgb(samples, 0, PIXELS, rgb);
    return rgb;
  }
}
