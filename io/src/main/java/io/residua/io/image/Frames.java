package io.residua.io.image;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the pipes between {@link IsolatedDecoder} and {@link DecoderChild}: big-endian
 * frames that begin with a magic number and the image's number. Both sides check every length
 * before they read it; whatever does not fit is a {@link StreamCorruptedException}.
 *
 * <pre>
 * ready    magic 0 kind=0
 * request  magic number geometry:utf frames:i32 stride:i32 length:i32 bytes
 * decoded  magic number kind=1 width:i32 height:i32 length:i32 bytes
 * refused  magic number kind=2 code:utf detail:utf
 * </pre>
 */
final class Frames {
  private static final int MAGIC = 0x52534431;
  private static final int READY = 0;
  private static final int DECODED = 1;
  private static final int REFUSED = 2;
  private static final int MAX_DETAIL_CHARS = 1000;

  /**
   * One image or video to decode; {@code length} bytes follow on the stream.
   *
   * @param clip which frames of a video; null for an image, on the stream 0 and 0
   */
  record Request(long number, Geometry geometry, @Nullable ClipSampling clip, int length) {

    /** Bytes of the answer's pixels when {@code seen} is seen of a frame. */
    int bytes(Extent seen) {
      return Math.multiplyExact(3 * seen.pixels(), clip == null ? 1 : clip.length());
    }

    /** Most bytes of the answer's pixels. */
    int mostBytes() {
      return Math.multiplyExact(3 * geometry.mostPixels(), clip == null ? 1 : clip.length());
    }
  }

  /** Reads geometries, of which one follows the other and is the same. */
  static final class Geometries {
    private String figures = "";
    private @Nullable Geometry last;

    private Geometry read(DataInputStream in) throws IOException {
      String text = in.readUTF();
      Geometry geometry = text.equals(figures) ? last : null;
      if (geometry == null) {
        geometry = geometryOf(text);
        last = geometry;
        figures = text;
      }
      return geometry;
    }
  }

  private Frames() {}

  static void writeReady(DataOutputStream out) throws IOException {
    writeHead(out, 0, READY);
    out.flush();
  }

  static void readReady(DataInputStream in) throws IOException {
    readHead(in, 0, READY, READY);
  }

  static void writeRequest(DataOutputStream out, Request request, byte[] encoded)
      throws IOException {
    out.writeInt(MAGIC);
    out.writeLong(request.number);
    out.writeUTF(request.geometry.figures());
    out.writeInt(request.clip == null ? 0 : request.clip.length());
    out.writeInt(request.clip == null ? 0 : request.clip.stride());
    out.writeInt(request.length);
    out.write(encoded, 0, request.length);
    out.flush();
  }

  static Request readRequest(DataInputStream in, Geometries geometries, long maxBytes)
      throws IOException {
    check("magic", in.readInt(), MAGIC, MAGIC);
    long number = in.readLong();
    Geometry geometry = geometries.read(in);
    int frames = in.readInt();
    int stride = in.readInt();
    int length = in.readInt();
    check("frames", frames, 0, ClipSampling.LONGEST);
    check("stride", stride, frames == 0 ? 0 : 1, ClipSampling.WIDEST);
    check("pixels", 3L * geometry.mostPixels() * Math.max(frames, 1), 3, Decoder.MOST_PIXEL_BYTES);
    check("length", length, 1, maxBytes);
    return new Request(
        number, geometry, frames == 0 ? null : new ClipSampling(frames, stride), length);
  }

  /**
   * @param rgb holds the pixels of a decoded image from its position on
   */
  static void writeOutcome(DataOutputStream out, Request request, Outcome outcome, ByteBuffer rgb)
      throws IOException {
    long number = request.number;
    if (outcome instanceof Outcome.Decoded decoded) {
      int bytes = request.bytes(decoded.seen());
      writeHead(out, number, DECODED);
      out.writeInt(decoded.width());
      out.writeInt(decoded.height());
      out.writeInt(bytes);
      out.write(rgb.array(), rgb.arrayOffset() + rgb.position(), bytes);
    } else if (outcome instanceof Outcome.Refused refused) {
      String detail = refused.detail();
      writeHead(out, number, REFUSED);
      out.writeUTF(refused.code().name());
      out.writeUTF(detail.substring(0, Math.min(detail.length(), MAX_DETAIL_CHARS)));
    }
    out.flush();
  }

  /**
   * @param pixels takes the pixels of a decoded image; has room for the most there can be
   */
  static Outcome readOutcome(DataInputStream in, Request request, byte[] pixels)
      throws IOException {
    if (readHead(in, request.number, DECODED, REFUSED) == DECODED) {
      int width = in.readInt();
      int height = in.readInt();
      check("width", width, 1, Integer.MAX_VALUE);
      check("height", height, 1, Integer.MAX_VALUE);
      Extent seen = request.geometry.seen(width, height);
      int bytes = request.bytes(seen);
      check("pixel bytes", in.readInt(), bytes, bytes);
      in.readFully(pixels, 0, bytes);
      return new Outcome.Decoded(width, height, seen);
    }
    return new Outcome.Refused(codeOf(in.readUTF()), in.readUTF());
  }

  private static QuarantineCode codeOf(String name) throws IOException {
    try {
      return QuarantineCode.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException("code: found " + name);
    }
  }

  private static Geometry geometryOf(String figures) throws IOException {
    try {
      return Geometry.of(figures);
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException("geometry: found " + figures);
    }
  }

  private static void writeHead(DataOutputStream out, long number, int kind) throws IOException {
    out.writeInt(MAGIC);
    out.writeLong(number);
    out.writeByte(kind);
  }

  private static int readHead(DataInputStream in, long number, int from, int to)
      throws IOException {
    check("magic", in.readInt(), MAGIC, MAGIC);
    check("image number", in.readLong(), number, number);
    int kind = in.readUnsignedByte();
    check("kind", kind, from, to);
    return kind;
  }

  private static void check(String what, long found, long from, long to) throws IOException {
    if (found < from || found > to) {
      throw new StreamCorruptedException(
          "%s: expected %d to %d, found %d".formatted(what, from, to, found));
    }
  }
}
