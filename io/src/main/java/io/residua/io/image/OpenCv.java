package io.residua.io.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2RGB;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgcodecs.Animation;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** The native decoders of OpenCV 4.13: libjpeg-turbo, libwebp, libtiff. */
final class OpenCv {
  private OpenCv() {}

  /** Loads the libraries and keeps OpenCV to one thread. */
  static void load() {
    opencv_core.setNumThreads(1);
    Loader.load(opencv_imgcodecs.class);
  }

  /** The first image of {@code file} as RGB, alpha dropped, orientation not applied. */
  static Picture decodeRgb(Bytes file) throws Refusal {
    return decodeRgb(file, 1);
  }

  /**
   * The same with sides of {@code 1 / denominator} of its own, rounded up.
   *
   * @param denominator 1, 2, 4 or 8; other formats than JPEG are decoded whole and resized
   */
  static Picture decodeRgb(Bytes file, int denominator) throws Refusal {
    int reduced =
        switch (denominator) {
          case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
          default -> 0;
        };
    // The flags' bits say the size alone; with that of the colour they are of a reduced RGB image.
    return new Picture(decode(file, reduced | IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION));
  }

  /**
   * The first image of {@code file} as OpenCV gives it with {@code flags}; the caller closes it.
   */
  static Mat decode(Bytes file, int flags) throws Refusal {
    try (BytePointer bytes = new BytePointer(file.length());
        Mat encoded = new Mat(1, file.length(), CV_8UC1, bytes)) {
      bytes.put(file.array(), 0, file.length());
      Mat mat = opencv_imgcodecs.imdecode(encoded, flags);
      if (mat == null || mat.empty()) {
        throw Refusal.corrupt("pixels: the decoder gave none");
      }
      return mat;
    } catch (RuntimeException e) {
      throw refusalOf(e);
    }
  }

  /**
   * One frame of an animation as RGB, composed with those before it, alpha dropped.
   *
   * @param index from 0
   */
  static Picture decodeFrameRgb(Bytes file, int index) throws Refusal {
    try (BytePointer bytes = new BytePointer(file.length());
        Mat encoded = new Mat(1, file.length(), CV_8UC1, bytes);
        Animation animation = new Animation()) {
      bytes.put(file.array(), 0, file.length());
      boolean decoded = opencv_imgcodecs.imdecodeanimation(encoded, animation, index, 1);
      if (!decoded || animation.frames().empty()) {
        throw Refusal.corrupt("frame %d: the decoder gave none".formatted(index));
      }
      return rgb(animation.frames().get(0));
    } catch (RuntimeException e) {
      throw refusalOf(e);
    }
  }

  /** Of a frame in B, G, R with or without alpha, which stays the animation's. */
  private static Picture rgb(Mat frame) {
    Mat rgb = new Mat();
    opencv_imgproc.cvtColor(frame, rgb, frame.channels() == 4 ? COLOR_BGRA2RGB : COLOR_BGR2RGB);
    return new Picture(rgb);
  }

  private static Refusal refusalOf(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).replace('\n', ' ');
    boolean memory = message.contains("bad_alloc") || message.contains("Insufficient memory");
    return memory
        ? new Refusal(QuarantineCode.DECODER_OUT_OF_MEMORY, "native memory: " + message)
        : Refusal.corrupt("pixels: " + message);
  }
}
