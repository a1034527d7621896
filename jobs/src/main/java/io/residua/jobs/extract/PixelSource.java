package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import io.residua.io.image.Decoder;
import io.residua.io.image.Outcome;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of images and videos into what a network sees of them. */
final class PixelSource {

  private final Decoder decoder;
  private final Geometry geometry;
  private final @Nullable ClipSampling clips;

  /**
   * @param clips frames of a clip; null for images
   */
  PixelSource(Decoder decoder, Geometry geometry, @Nullable ClipSampling clips) {
    this.decoder = decoder;
    this.geometry = geometry;
    this.clips = clips;
  }

  /** Decodes one file: an image, or all frames of a video. */
  Outcome image(ByteBuffer bytes, ByteBuffer rgb) {
    return clips == null
        ? decoder.decode(bytes, geometry, rgb)
        : decoder.decodeClip(bytes, geometry, clips, rgb);
  }

  /**
   * Decodes the frames of a clip, which must be of one size. A frame that follows itself is copied.
   *
   * @param rgb takes uint8 THWC
   */
  Outcome clip(List<Fetched.Frame> frames, ByteBuffer rgb) {
    int mostBytes = 3 * geometry.mostPixels();
    Outcome.Decoded size = null;
    for (int i = 0; i < frames.size(); i++) {
      Fetched.Frame frame = frames.get(i);
      int frameBytes = size == null ? 0 : 3 * size.seen().pixels();
      if (i > 0 && frame.name().equals(frames.get(i - 1).name())) {
        rgb.put(i * frameBytes, rgb, (i - 1) * frameBytes, frameBytes);
        continue;
      }
      Outcome outcome =
          decoder.decode(frame.bytes(), geometry, rgb.slice(i * frameBytes, mostBytes));
      if (outcome instanceof Outcome.Refused why) {
        return of(frame, why.code(), why.detail());
      }
      Outcome.Decoded decoded = (Outcome.Decoded) outcome;
      size = size == null ? decoded : size;
      if (!decoded.equals(size)) {
        return of(frame, QuarantineCode.CORRUPT, sizes(size, decoded));
      }
    }
    return size == null ? new Outcome.Refused(QuarantineCode.EMPTY, "no frames") : size;
  }

  private static String sizes(Outcome.Decoded first, Outcome.Decoded found) {
    return "size: expected %dx%d as of the first, found %dx%d"
        .formatted(first.width(), first.height(), found.width(), found.height());
  }

  private static Outcome.Refused of(Fetched.Frame frame, QuarantineCode code, String detail) {
    return new Outcome.Refused(code, "frame " + frame.name() + ": " + detail);
  }
}
