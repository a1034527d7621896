package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;

/**
 * What a step reads or leaves. The images of a batch lie one behind the other, or side by side in
 * rows that hold the whole batch, which fill the processor's registers better where maps are small.
 *
 * @param name as {@link io.residua.backbone.Quantization#ranges} has it
 * @param tensor number of the {@link Plan.Tensor} it lies in
 * @param shape of one image or clip
 * @param encoding of its values
 * @param pitch columns from one image to the next where they lie side by side, the last of them a
 *     gap; {@link #BEHIND} where one lies behind the other
 */
record Activation(String name, int tensor, FeatureShape shape, Encoding encoding, int pitch) {
  /** The pitch of images that lie one behind the other. */
  static final int BEHIND = 0;

  /** Whether images lie side by side. */
  boolean sideBySide() {
    return pitch != BEHIND;
  }

  /** Images as a kernel sees them that takes so many. */
  int kernelImages(int images) {
    return sideBySide() ? 1 : images;
  }

  /** Shape of an image as a kernel sees it that takes so many. */
  FeatureShape kernelShape(int images) {
    return sideBySide()
        ? new FeatureShape(shape.channels(), shape.height(), images * pitch)
        : shape;
  }

  /** Bytes of so many images. */
  long bytes(int images) {
    return kernelImages(images) * kernelShape(images).size() * encoding.type().bytes();
  }

  /** Values from one row of an image to the next. */
  int rowValues(int images) {
    return shape.channels() * (sideBySide() ? images * pitch : shape.width());
  }

  /** Values from one image to the next. */
  long imageValues() {
    return sideBySide() ? (long) shape.channels() * pitch : shape.size();
  }
}
