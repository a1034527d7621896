package io.residua.io.image;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes in the JVM it is called in. For lakes whose every file is trusted: an image that crashes
 * or hangs a native decoder takes this process with it, and the time limit is not kept.
 */
public final class InProcessDecoder implements Decoder {
  private final DecodeLimits limits;
  private final Resize resize = new Resize();
  private byte[] copied = new byte[0];

  /** Loads the native libraries. */
  public InProcessDecoder(DecodeLimits limits) {
    this.limits = limits;
    OpenCv.load();
  }

  @Override
  public Outcome decode(ByteBuffer encoded, Geometry geometry, ByteBuffer rgb) {
    try (Picture picture = read(encoded, geometry)) {
      resize(picture, geometry, rgb);
      return sizeOf(picture, geometry);
    } catch (Refusal refusal) {
      return refusal.outcome();
    }
  }

  @Override
  public Outcome decodeClip(
      ByteBuffer encoded, Geometry geometry, ClipSampling clip, ByteBuffer rgb) {
    try (Video video = Video.of(file(encoded), limits)) {
      return decodeClip(video, geometry, clip, rgb);
    } catch (Refusal refusal) {
      return refusal.outcome();
    }
  }

  private Outcome decodeClip(Video video, Geometry geometry, ClipSampling clip, ByteBuffer rgb)
      throws Refusal {
    List<Integer> frames = clip.frames(several(video.frames()));
    Outcome.@Nullable Decoded size = null;
    for (int i = 0; i < frames.size(); i++) {
      int frameBytes = size == null ? 0 : 3 * size.seen().pixels();
      int at = rgb.position() + i * frameBytes;
      if (i > 0 && frames.get(i).equals(frames.get(i - 1))) {
        rgb.put(at, rgb, at - frameBytes, frameBytes);
        continue;
      }
      try (Picture picture = video.frame(frames.get(i))) {
        Outcome.Decoded found = sizeOf(picture, geometry);
        size = size == null ? found : size;
        requireSame(size, found, frames.get(i));
        resize(picture, geometry, rgb.slice(at, 3 * size.seen().pixels()));
      }
    }
    return Objects.requireNonNull(size);
  }

  /** One image is more likely a frame of a folder than a film that stands still. */
  private static int several(int frames) throws Refusal {
    if (frames < 2) {
      throw Refusal.unsupported(
          "video: expected a file of 2 frames or more, found 1; frames in a folder are read from .jpg, .png or .bmp files");
    }
    return frames;
  }

  private static void requireSame(Outcome.Decoded first, Outcome.Decoded found, int frame)
      throws Refusal {
    if (!found.equals(first)) {
      throw Refusal.corrupt(
          "frame %d: expected %dx%d as of the first, found %dx%d"
              .formatted(frame, first.width(), first.height(), found.width(), found.height()));
    }
  }

  private void resize(Picture picture, Geometry geometry, ByteBuffer rgb) {
    Window window = Window.of(geometry, picture.whole().width(), picture.whole().height());
    resize.run(picture, window, geometry.interpolation(), rgb);
  }

  private static Outcome.Decoded sizeOf(Picture picture, Geometry geometry) {
    int width = picture.whole().width();
    int height = picture.whole().height();
    return new Outcome.Decoded(width, height, geometry.seen(width, height));
  }

  /**
   * The image, smaller than it is only where the geometry lets it be, which the caller closes.
   *
   * @param geometry what will be seen of it
   */
  Picture read(ByteBuffer encoded, Geometry geometry) throws Refusal {
    Bytes file = file(encoded);
    return Codec.of(ImageFormat.of(file), geometry).read(file, limits);
  }

  private Bytes file(ByteBuffer encoded) throws Refusal {
    int length = encoded.remaining();
    if (length > limits.maxBytes()) {
      throw Refusal.tooManyBytes(limits.maxBytes(), length);
    }
    return new Bytes(bytesOf(encoded, length), length);
  }

  /** The buffer's own array where it begins with the file, else a copy. Codecs only read it. */
  private byte[] bytesOf(ByteBuffer encoded, int length) {
    if (encoded.hasArray() && encoded.arrayOffset() + encoded.position() == 0) {
      return encoded.array();
    }
    copied = copied.length < length ? new byte[length] : copied;
    encoded.get(encoded.position(), copied, 0, length);
    return copied;
  }

  /** Nothing is held between images but buffers of the JVM. */
  @Override
  public void close() {}
}
