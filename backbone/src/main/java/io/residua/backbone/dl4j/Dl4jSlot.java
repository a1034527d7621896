package io.residua.backbone.dl4j;

import io.residua.backbone.BatchShape;
import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images on the Java heap, passed through the graph one by one: OpenBLAS may round another way for
 * another number of images.
 */
final class Dl4jSlot implements Slot {
  private static final int CHANNELS = 3;

  private final Dl4jBackbone backbone;
  private final int batchSize;
  private float[][] images = new float[0][];
  private int frames;
  private int height;
  private int width;
  private @Nullable BatchShape shape;
  private @Nullable Dl4jMaps maps;
  private boolean closed;

  Dl4jSlot(Dl4jBackbone backbone, int batchSize) {
    this.backbone = backbone;
    this.batchSize = batchSize;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public void begin(int newFrames, int newHeight, int newWidth) {
    if (closed) {
      throw new IllegalStateException("[slot] expected an open slot, found a closed one");
    }
    if (newHeight < 1 || newWidth < 1) {
      throw new IllegalArgumentException(
          "[batch] expected images of at least 1 x 1 pixels, found %d x %d"
              .formatted(newHeight, newWidth));
    }
    backbone.spec().requireFrames(newFrames);
    dropMaps();
    frames = newFrames;
    height = newHeight;
    width = newWidth;
    shape =
        new BatchShape(batchSize(newHeight, newWidth), newFrames, new Extent(newWidth, newHeight));
    images = new float[shape.images()][Math.toIntExact(shape.imageValues())];
  }

  @Override
  public void setPixels(int index, ByteBuffer rgb, Extent valid, PixelNormalization normalization) {
    float[] image = image(index, valid, rgb.remaining());
    int plane = frames * height * width;
    Arrays.fill(image, 0);
    for (int y = 0; y < frames * valid.height(); y++) {
      int target = (y / valid.height() * height + y % valid.height()) * width;
      for (int i = 0; i < CHANNELS * valid.width(); i++) {
        int channel = i % CHANNELS;
        int pixel = rgb.get(rgb.position() + y * CHANNELS * valid.width() + i) & 0xff;
        image[channel * plane + target + i / CHANNELS] = normalization.of(channel, pixel);
      }
    }
  }

  @Override
  public void setValues(int index, FloatBuffer values) {
    float[] image = image(index, new Extent(width, height), values.remaining());
    values.get(values.position(), image);
  }

  @Override
  public StageMaps forward(int count, Set<Stage> wanted) {
    if (images.length == 0) {
      throw new IllegalStateException("[slot] expected a batch, found none; call begin first");
    }
    if (count < 1 || count > images.length) {
      throw new IllegalArgumentException(
          "[forward] images: expected 1 to %d, found %d".formatted(images.length, count));
    }
    dropMaps();
    List<Stage> stages = checked(wanted);
    List<Map<Stage, INDArray>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(forward(images[i], stages));
    }
    Map<Stage, FeatureShape> shapes = new EnumMap<>(Stage.class);
    stages.forEach(s -> shapes.put(s, backbone.spec().shape(s, frames, height, width)));
    maps = new Dl4jMaps(shapes, all);
    return maps;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dropMaps();
      images = new float[0][];
      shape = null;
    }
  }

  private Map<Stage, INDArray> forward(float[] image, List<Stage> stages) {
    Map<Stage, INDArray> result = new EnumMap<>(Stage.class);
    long[] extents =
        backbone.spec().temporal()
            ? new long[] {1, CHANNELS, frames, height, width}
            : new long[] {1, CHANNELS, height, width};
    try (INDArray input = Nd4j.create(image, extents, 'c')) {
      INDArray[] outputs = backbone.forward(input, stages);
      for (int i = 0; i < outputs.length; i++) {
        result.put(stages.get(i), outputs[i]);
      }
    }
    return result;
  }

  private List<Stage> checked(Set<Stage> wanted) {
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("[forward] expected at least one stage, found none");
    }
    List<Stage> stages = wanted.stream().sorted().toList();
    Stage last = stages.get(stages.size() - 1);
    if (last.compareTo(backbone.deepest()) > 0) {
      throw new IllegalArgumentException(
          "[forward] %s: expected a stage the weights reach, which is %s at most"
              .formatted(last.label(), backbone.deepest().label()));
    }
    return stages;
  }

  private float[] image(int index, Extent valid, int values) {
    if (shape == null) {
      throw new IllegalStateException("[slot] expected a batch, found none; call begin first");
    }
    shape.require(index, valid, values);
    return images[index];
  }

  private void dropMaps() {
    if (maps != null) {
      maps.close();
      maps = null;
    }
  }
}
