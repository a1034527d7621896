package io.residua.io.image;

import io.residua.backbone.ResizeAndCrop;
import java.nio.ByteBuffer;

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
  public Outcome decode(ByteBuffer encoded, ResizeAndCrop geometry, ByteBuffer rgb) {
    try (Picture picture = read(encoded)) {
      int width = picture.width();
      int height = picture.height();
      resize.run(
          picture,
          Window.resizeAndCrop(width, height, geometry.resize(), geometry.crop()),
          geometry.interpolation(),
          rgb);
      return new Outcome.Decoded(width, height);
    } catch (Refusal refusal) {
      return refusal.outcome();
    }
  }

  /** The whole image, which the caller closes. */
  Picture read(ByteBuffer encoded) throws Refusal {
    int length = encoded.remaining();
    if (length > limits.maxBytes()) {
      throw Refusal.tooManyBytes(limits.maxBytes(), length);
    }
    Bytes file = new Bytes(bytesOf(encoded, length), length);
    return Codec.of(ImageFormat.of(file)).read(file, limits);
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
