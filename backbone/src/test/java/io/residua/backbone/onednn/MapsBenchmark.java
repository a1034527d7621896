package io.residua.backbone.onednn;

import io.residua.backbone.Backbone;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import io.residua.backbone.weights.WeightsSource;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.Set;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What of a forward pass of ResNet-50 is not oneDNN's, in microseconds an image of 224 x 224:
 * pixels into the batch, maps and embeddings out of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MapsBenchmark {

  private static final Extent INPUT = new Extent(224, 224);

  private static final PixelNormalization NORMALIZATION =
      Preprocessing.IMAGENET_224.normalization();

  /** {@link Precision#BF16} needs AVX-512. */
  @Param({"F32", "BF16"})
  Precision precision = Precision.F32;

  private final ByteBuffer rgb = ByteBuffer.allocateDirect(3 * INPUT.pixels());
  private Backbone backbone;
  private Slot slot;
  private StageMaps maps;
  private FloatBuffer map;
  private FloatBuffer embedding;

  @Setup
  public void forward() {
    byte[] pixels = new byte[rgb.capacity()];
    new Random(1).nextBytes(pixels);
    rgb.put(0, pixels);
    try (WeightsSource weights = WeightsSource.open("generated:42", ResNetSpec.of("resnet50"))) {
      backbone = new OnednnEngine().load(weights.fold(Stage.CONV5_X), precision);
    }
    slot = backbone.openSlot(1);
    slot.begin(INPUT.height(), INPUT.width());
    slot.setPixels(0, rgb, INPUT, NORMALIZATION);
    maps = slot.forward(1, Set.of(Stage.CONV3_X, Stage.CONV5_X));
    map = FloatBuffer.allocate((int) maps.shape(Stage.CONV3_X).size());
    embedding = FloatBuffer.allocate(maps.shape(Stage.CONV5_X).channels());
  }

  @TearDown
  public void close() {
    slot.close();
    backbone.close();
  }

  /** Normalization, into the engine's layout. */
  @Benchmark
  public void pixelsIntoTheBatch() {
    slot.setPixels(0, rgb, INPUT, NORMALIZATION);
  }

  /** [512, 28, 28], turned to channels first, and widened from bf16. */
  @Benchmark
  public FloatBuffer mapOfConv3() {
    maps.copyMap(Stage.CONV3_X, 0, map.clear());
    return map;
  }

  /** The mean of [2048, 7, 7] over its pixels. */
  @Benchmark
  public FloatBuffer averageOfConv5() {
    maps.copyPooled(Stage.CONV5_X, Pooling.AVERAGE, embedding.clear());
    return embedding;
  }

  /** The maximum, which turns the map to channels first before. */
  @Benchmark
  public FloatBuffer maximumOfConv5() {
    maps.copyPooled(Stage.CONV5_X, Pooling.MAX, embedding.clear());
    return embedding;
  }
}
