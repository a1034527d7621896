package io.residua.io.image;

import io.residua.backbone.Geometry;
import io.residua.backbone.Preprocessing;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Pillow's resize to what a network sees, in microseconds an image. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResizeBenchmark {

  /** Enlarged, ImageNet's usual size, a camera's. */
  @Param({"200x150", "500x375", "4000x3000"})
  String size = "500x375";

  /** Bilinear to 224, bicubic to 224, bilinear to a shorter side of 800. */
  @Param({"imagenet-224", "timm-224", "detection-800"})
  String preprocessing = "imagenet-224";

  private final Resize resize = new Resize();
  private Picture picture;
  private Geometry geometry;
  private Window window;
  private ByteBuffer rgb;

  @Setup
  public void fill() {
    int by = size.indexOf('x');
    int width = Integer.parseInt(size.substring(0, by));
    int height = Integer.parseInt(size.substring(by + 1));
    picture = Picture.black(width, height);
    byte[] row = new byte[3 * width];
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      random.nextBytes(row);
      picture.put(0, y, row, width);
    }
    geometry = Preprocessing.of(preprocessing).geometry();
    window = Window.of(geometry, width, height);
    rgb = ByteBuffer.allocateDirect(3 * geometry.mostPixels());
  }

  @TearDown
  public void close() {
    picture.close();
  }

  @Benchmark
  public ByteBuffer resize() {
    resize.run(picture, window, geometry.interpolation(), rgb);
    return rgb;
  }
}
