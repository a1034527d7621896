package io.residua.io.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.residua.backbone.Extent;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One decoded image: uint8 RGB, HWC {@code [height, width, 3]}, in native memory. Whoever made it
 * closes it.
 */
final class Picture implements AutoCloseable {
  private Mat mat;
  private ByteBuffer pixels;
  private Extent whole;

  /** Takes {@code mat} (CV_8UC3, R first), which this picture closes. */
  Picture(Mat mat) {
    if (mat.type() != CV_8UC3 || !mat.isContinuous()) {
      throw new IllegalArgumentException(
          "[picture] expected a continuous CV_8UC3, found type " + mat.type());
    }
    this.mat = mat;
    this.pixels = mat.createBuffer();
    this.whole = new Extent(mat.cols(), mat.rows());
  }

  /** A black picture. */
  static Picture black(int width, int height) {
    Mat mat = new Mat(height, width, CV_8UC3);
    Picture picture = new Picture(mat);
    byte[] zeros = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      picture.put(0, y, zeros, width);
    }
    return picture;
  }

  /** The same pixels in memory of their own; the caller closes it. */
  Picture copy() {
    return new Picture(mat.clone());
  }

  int width() {
    return mat.cols();
  }

  int height() {
    return mat.rows();
  }

  /** Size of the image it is of: its own, unless it was decoded smaller. */
  Extent whole() {
    return whole;
  }

  /**
   * Says what it is of.
   *
   * @return whether its sides are those of an image of {@code width x height}, divided by {@code
   *     denominator} and rounded up
   */
  boolean reducedFrom(int width, int height, int denominator) {
    whole = new Extent(width, height);
    return width() == (width + denominator - 1) / denominator
        && height() == (height + denominator - 1) / denominator;
  }

  /** Copies {@code count} pixels of row {@code y}, from column {@code x} on, into {@code rgb}. */
  void get(int x, int y, byte[] rgb, int count) {
    pixels.get(offset(x, y), rgb, 0, 3 * count);
  }

  /** Sets {@code count} pixels of row {@code y}, from column {@code x} on. */
  void put(int x, int y, byte[] rgb, int count) {
    pixels.put(offset(x, y), rgb, 0, 3 * count);
  }

  private int offset(int x, int y) {
    return 3 * (y * width() + x);
  }

  /**
   * Turns the picture as EXIF orientation {@code 2..8} asks; any other value leaves it. The mapping
   * is that of Pillow's {@code ImageOps.exif_transpose}.
   */
  void orient(int orientation) {
    if (orientation < 2 || orientation > 8) {
      return;
    }
    Mat turned = new Mat();
    switch (orientation) {
      case 2 -> opencv_core.flip(mat, turned, 1);
      case 3 -> opencv_core.flip(mat, turned, -1);
      case 4 -> opencv_core.flip(mat, turned, 0);
      case 5 -> opencv_core.transpose(mat, turned);
      case 6 -> opencv_core.rotate(mat, turned, opencv_core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        opencv_core.transpose(mat, turned);
        opencv_core.flip(turned, turned, -1);
      }
      default -> opencv_core.rotate(mat, turned, opencv_core.ROTATE_90_COUNTERCLOCKWISE);
    }
    mat.close();
    mat = turned;
    pixels = turned.createBuffer();
    whole = orientation < 5 ? whole : new Extent(whole.height(), whole.width());
  }

  @Override
  public void close() {
    mat.close();
  }
}
