package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.residua.backbone.ClipContract;
import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.weights.GeneratedWeights;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single convolutions over maps as narrow as those of very long images. */
class NarrowMapsTest {

  private static final dnnl_engine ENGINE = new dnnl_engine();

  @BeforeAll
  static void open() {
    assumeFalse(
        Processor.widest() == InstructionSet.AVX2, "bf16 is skipped: this processor has AVX2 only");
    Dnnl.check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "create an engine");
  }

  @AfterAll
  static void close() {
    dnnl_engine_destroy(ENGINE);
  }

  /** Kernel, stride, channels in and out, rows and columns of the source, images. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 256, 512, 84, 2, 2",
    "1, 2, 256, 512, 4, 1, 2",
    "1, 1, 512, 256, 42, 1, 1",
    "3, 1, 512, 512, 42, 1, 1",
    "3, 1, 512, 512, 1, 7, 1",
    "3, 2, 256, 512, 84, 2, 1",
    "3, 2, 256, 512, 3, 2, 2",
    "3, 2, 256, 512, 2, 84, 2",
    "3, 2, 256, 512, 1, 1, 1",
    "3, 2, 128, 256, 12, 1, 2",
    "3, 2, 64, 128, 336, 3, 1",
    "7, 2, 64, 64, 336, 2, 1"
  })
  void aConvolutionIsWhatItsDefinitionSays(
      int kernel, int stride, int in, int out, int height, int width, int images) {
    Convolution convolution =
        new Convolution("c", "n", in, out, kernel, stride, kernel / 2, 1, true, null);
    FeatureShape source = new FeatureShape(in, height, width);
    FeatureShape target = convolution.output(source);
    float[] x = rounded("x", (int) (images * source.size()));
    float[] w = rounded("w", convolution.weightCount());
    float[] b = rounded("b", out);
    double[] expected = defined(convolution, source, target, x, w, b, images);
    float[] found = run(convolution, source, target, images, x, w, b);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    // A value of bfloat16 is within a 256th of what was rounded to it.
    ClipContract.assertClose(found, expected, largest / 256);
  }

  /** NHWC, in float64. */
  private static double[] defined(
      Convolution convolution,
      FeatureShape source,
      FeatureShape target,
      float[] x,
      float[] w,
      float[] b,
      int images) {
    double[] sums = new double[(int) (images * target.size())];
    for (int i = 0; i < sums.length; i++) {
      int out = i % target.channels();
      int column = i / target.channels() % target.width();
      int row = i / target.channels() / target.width() % target.height();
      int image = (int) (i / target.size());
      sums[i] = b[out];
      for (int tap = 0; tap < convolution.kernel() * convolution.kernel(); tap++) {
        int y = row * convolution.stride() + tap / convolution.kernel() - convolution.padding();
        int z = column * convolution.stride() + tap % convolution.kernel() - convolution.padding();
        if (y >= 0 && y < source.height() && z >= 0 && z < source.width()) {
          int at = ((image * source.height() + y) * source.width() + z) * source.channels();
          sums[i] += dot(x, at, w, out * convolution.valuesPerChannel() + tap, convolution);
        }
      }
    }
    return sums;
  }

  private static double dot(float[] x, int at, float[] w, int first, Convolution convolution) {
    double sum = 0;
    int taps = convolution.kernel() * convolution.kernel();
    for (int channel = 0; channel < convolution.inChannels(); channel++) {
      sum += (double) x[at + channel] * w[first + channel * taps];
    }
    return sum;
  }

  private static float[] run(
      Convolution convolution,
      FeatureShape source,
      FeatureShape target,
      int images,
      float[] x,
      float[] w,
      float[] b) {
    Kernels kernels = new Kernels(ENGINE, false);
    long[] extents = convolution.weightShape().stream().mapToLong(Long::longValue).toArray();
    long bytes = images * target.size() * 2;
    try (Kernel kernel =
            kernels.convolution(
                convolution,
                new Activation("x", 0, source, Encoding.BF16, Activation.BEHIND),
                new Activation("y", 1, target, Encoding.BF16, Activation.BEHIND),
                images,
                Kernels.Fused.NOTHING);
        PackedTensor weights =
            PackedTensor.pack(kernels, FloatBuffer.wrap(w), dnnl_abcd, extents, kernel.weights());
        PackedTensor bias =
            PackedTensor.pack(
                kernels, FloatBuffer.wrap(b), dnnl_a, new long[] {b.length}, kernel.bias());
        NativeMemory from = new NativeMemory(x.length * 2L);
        NativeMemory to = new NativeMemory(bytes);
        NativeMemory scratch = new NativeMemory(kernel.scratchpadBytes() + 64);
        Bound boundFrom = new Bound(ENGINE, kernel.source(), from.at(0));
        Bound boundTo = new Bound(ENGINE, kernel.target(), to.at(0));
        Bound boundScratch = new Bound(ENGINE, kernel.scratchpad(), scratch.at(0));
        Stream stream = new Stream(ENGINE);
        Call call =
            new Call(kernel)
                .with(DNNL_ARG_SRC, boundFrom.memory())
                .with(DNNL_ARG_WEIGHTS, weights.memory())
                .with(DNNL_ARG_BIAS, bias.memory())
                .with(DNNL_ARG_DST, boundTo.memory())
                .with(DNNL_ARG_SCRATCHPAD, boundScratch.memory())) {
      ShortBuffer values = from.view(0, x.length * 2L).asShortBuffer();
      for (float value : x) {
        values.put(Bfloat16.of(value));
      }
      call.run(stream);
      stream.await();
      float[] found = new float[(int) (bytes / 2)];
      for (int i = 0; i < found.length; i++) {
        found[i] = Bfloat16.toFloat(to.view(0, bytes).getShort(2 * i));
      }
      return found;
    }
  }

  private static float[] rounded(String name, int count) {
    float[] values = GeneratedWeights.uniform(name, 3, count);
    for (int i = 0; i < count; i++) {
      values[i] = Bfloat16.toFloat(Bfloat16.of(values[i]));
    }
    return values;
  }
}
