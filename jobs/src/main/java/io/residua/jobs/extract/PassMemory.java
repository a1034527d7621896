package io.residua.jobs.extract;

import io.residua.backbone.PassSize;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;

/**
 * Native memory of a task slot, by the extents of what it holds. Of a little more than the oneDNN
 * engine was seen to hold: 1.2 to 1.9 times the activations of ResNet-18 to -152, dilated, of clips
 * and at 800 x 1344.
 *
 * @param recipe of the features
 * @param spec of the network
 * @param precision of the activations
 * @param batchSize images of a pass of 224 x 224
 */
record PassMemory(FeatureRecipe recipe, ResNetSpec spec, Precision precision, int batchSize) {

  /** Maps that live at once beside the one a block reads: those within it and its output. */
  private static final double LIVING_MAPS = 2.5;

  /** Channels of the stem and pixels of the input a pixel of its map stands for. */
  private static final int STEM_CHANNELS = 64;

  private static final int STEM_PIXELS = 4;

  private static final long RECORD_BATCH_BYTES = 16L << 20;

  /** All of it: the batch, its activations, decoded pixels that wait, stage maps. */
  long bytes() {
    return batch() + activations() + waitingPixels() + maps();
  }

  private long images() {
    return new PassSize(batchSize).images(1, recipe.pixels().geometry().mostPaddedPixels());
  }

  private long values(Stage stage) {
    return MapFiles.mostValues(recipe, spec, stage);
  }

  private long inputPixels() {
    return (long) recipe.pixels().geometry().mostPaddedPixels() * recipe.frames();
  }

  private long batch() {
    return images() * 3 * inputPixels() * activationBytes();
  }

  /** conv3_x and what is before it go image by image, what is behind it by the batch. */
  private long activations() {
    long early = STEM_CHANNELS * inputPixels() / STEM_PIXELS;
    long late = 0;
    for (Stage stage : spec.stages()) {
      early = Math.max(early, stage.compareTo(Stage.CONV3_X) <= 0 ? values(stage) : 0);
      late = Math.max(late, stage.compareTo(Stage.CONV3_X) >= 0 ? values(stage) : 0);
    }
    long kept = recipe.maps().stages().stream().mapToLong(this::values).sum();
    long values = (long) (LIVING_MAPS * (early + images() * late)) + images() * kept;
    return values * activationBytes();
  }

  /** In 8 bits, blocks may be kept in 16. */
  private int activationBytes() {
    return precision == Precision.F32 ? Float.BYTES : Short.BYTES;
  }

  private long waitingPixels() {
    long image = 3L * recipe.pixels().geometry().mostPixels() * recipe.frames();
    return image * PixelBuffers.count(batchSize, recipe.pixels().geometry());
  }

  /** Of a row that is made and of one that waits, and record batches that are filled. */
  private long maps() {
    long rows = 2 * MapFiles.mostBytes(recipe, spec);
    return rows
        + recipe.maps().stages().stream()
            .mapToLong(stage -> Math.max(2 * RECORD_BATCH_BYTES, Float.BYTES * values(stage)))
            .sum();
  }
}
