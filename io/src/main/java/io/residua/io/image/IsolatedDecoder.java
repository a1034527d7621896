package io.residua.io.image;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes in a child process, so that an image that crashes, hangs or swells a native decoder costs
 * that image and not the executor. An image over which the process fails is tried once more, alone,
 * in a fresh process; then it is refused.
 */
public final class IsolatedDecoder implements Decoder {
  private final DecodeLimits limits;
  private final Class<?> childClass;
  private @Nullable ChildProcess child;
  private byte[] copied = new byte[0];
  private byte[] pixels = new byte[0];
  private long images;
  private long starts;
  private volatile boolean closed;

  /**
   * Starts the first process.
   *
   * @throws IllegalStateException when no process can be started
   */
  public IsolatedDecoder(DecodeLimits limits) {
    this(limits, DecoderChild.class);
  }

  /**
   * @param childClass has a {@code main} that takes the place of {@link DecoderChild}'s
   */
  IsolatedDecoder(DecodeLimits limits, Class<?> childClass) {
    this.limits = limits;
    this.childClass = childClass;
    live();
  }

  /** Processes started beyond the first: how often one failed. */
  @Override
  public long restarts() {
    return starts - 1;
  }

  /** The process that decodes now. */
  long childPid() {
    return live().pid();
  }

  @Override
  public Outcome decode(ByteBuffer encoded, Geometry geometry, ByteBuffer rgb) {
    return decode(encoded, geometry, null, rgb);
  }

  @Override
  public Outcome decodeClip(
      ByteBuffer encoded, Geometry geometry, ClipSampling clip, ByteBuffer rgb) {
    return decode(encoded, geometry, clip, rgb);
  }

  private Outcome decode(
      ByteBuffer encoded, Geometry geometry, @Nullable ClipSampling clip, ByteBuffer rgb) {
    int length = encoded.remaining();
    if (length == 0) {
      return new Outcome.Refused(QuarantineCode.EMPTY, "expected an image, found no bytes");
    }
    if (length > limits.maxBytes()) {
      return Refusal.tooManyBytes(limits.maxBytes(), length).outcome();
    }
    byte[] file = bytesOf(encoded, length);
    Frames.Request request = new Frames.Request(++images, geometry, clip, length);
    pixels = pixels.length < request.mostBytes() ? new byte[request.mostBytes()] : pixels;
    Outcome outcome = decodeTwice(request, file);
    if (outcome instanceof Outcome.Decoded decoded) {
      rgb.put(rgb.position(), pixels, 0, request.bytes(decoded.seen()));
    }
    return outcome;
  }

  /** The buffer's own array where it begins with the file, else a copy. */
  private byte[] bytesOf(ByteBuffer encoded, int length) {
    if (encoded.hasArray() && encoded.arrayOffset() + encoded.position() == 0) {
      return encoded.array();
    }
    copied = copied.length < length ? new byte[length] : copied;
    encoded.get(encoded.position(), copied, 0, length);
    return copied;
  }

  private Outcome decodeTwice(Frames.Request request, byte[] file) {
    try {
      return live().decode(request, file, pixels);
    } catch (ChildProcess.Failure first) {
      end();
    }
    try {
      return live().decode(request, file, pixels);
    } catch (ChildProcess.Failure second) {
      end();
      return new Outcome.Refused(second.code(), second.getMessage() + ", twice");
    }
  }

  /** The running process; a new one when there is none or something else ended it. */
  private ChildProcess live() {
    if (closed) {
      throw new IllegalStateException("[decoder] used after close");
    }
    ChildProcess running = child;
    if (running != null && running.isAlive()) {
      return running;
    }
    end();
    running = ChildProcess.start(ChildCommand.of(childClass, limits), limits.timeLimit());
    starts++;
    child = running;
    return running;
  }

  private void end() {
    if (child != null) {
      child.close();
      child = null;
    }
  }

  /** Kills the process. */
  @Override
  public void close() {
    closed = true;
    end();
  }
}
