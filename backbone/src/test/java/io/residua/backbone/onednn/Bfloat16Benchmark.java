package io.residua.backbone.onednn;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Widening and rounding, in nanoseconds for 2,048 values, an embedding. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Bfloat16Benchmark {

  private static final int VALUES = 2048;

  private final float[] wide = new float[VALUES];
  private final short[] narrow = new short[VALUES];

  public Bfloat16Benchmark() {
    Random random = new Random(1);
    for (int i = 0; i < VALUES; i++) {
      wide[i] = random.nextFloat();
      narrow[i] = Bfloat16.of(wide[i]);
    }
  }

  @Benchmark
  public float[] widen() {
    for (int i = 0; i < VALUES; i++) {
      wide[i] = Bfloat16.toFloat(narrow[i]);
    }
    return wide;
  }

  @Benchmark
  public short[] round() {
    for (int i = 0; i < VALUES; i++) {
      narrow[i] = Bfloat16.of(wide[i]);
    }
    return narrow;
  }
}
