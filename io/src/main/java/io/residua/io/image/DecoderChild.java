package io.residua.io.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The process images are decoded in. Requests come on standard input; replies go to file descriptor
 * 3, so that nothing a native library prints can reach them. Ends at the end of standard input, and
 * by itself when one image takes twice the time limit, which only happens when no parent is left to
 * kill it.
 */
public final class DecoderChild {
  /** Exit status of a process that ran out of memory; HotSpot's own is the same. */
  static final int EXIT_OUT_OF_MEMORY = 3;

  /** Exit status of a process that nobody stopped at twice the time limit. */
  static final int EXIT_OVERDUE = 4;

  /** Where replies go: the launching shell makes descriptor 3 of the parent's pipe. */
  static final String REPLIES = "/proc/self/fd/3";

  private final DecodeLimits limits;
  private volatile long busySinceNanos;
  private volatile boolean busy;
  private final Frames.Geometries geometries = new Frames.Geometries();
  private ByteBuffer rgb = ByteBuffer.allocate(0);
  private byte[] encoded = new byte[0];

  private DecoderChild(DecodeLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes until standard input ends.
   *
   * @param args bytes, pixels, side and scans of {@link DecodeLimits}, and the time limit in
   *     milliseconds
   */
  public static void main(String[] args) throws IOException {
    DecodeLimits limits =
        new DecodeLimits(
            Long.parseLong(args[0]),
            Long.parseLong(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            Duration.ofMillis(Long.parseLong(args[4])),
            0,
            0);
    new DecoderChild(limits).run();
  }

  private void run() throws IOException {
    startWatch();
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(new FileOutputStream(REPLIES), 1 << 16));
        InProcessDecoder decoder = new InProcessDecoder(limits)) {
      Frames.writeReady(out);
      while (true) {
        serve(in, out, decoder);
      }
    } catch (EOFException parentIsDone) {
      return;
    }
  }

  private void serve(DataInputStream in, DataOutputStream out, InProcessDecoder decoder)
      throws IOException {
    Frames.Request request = Frames.readRequest(in, geometries, limits.maxBytes());
    busySinceNanos = System.nanoTime();
    busy = true;
    encoded = encoded.length < request.length() ? new byte[request.length()] : encoded;
    in.readFully(encoded, 0, request.length());
    rgb = rgb.capacity() < request.mostBytes() ? ByteBuffer.allocate(request.mostBytes()) : rgb;
    Outcome outcome =
        decode(request, ByteBuffer.wrap(encoded, 0, request.length()), decoder, rgb.clear());
    if (outcome instanceof Outcome.Refused refused
        && refused.code() == QuarantineCode.DECODER_OUT_OF_MEMORY) {
      System.err.println(refused.detail());
      Runtime.getRuntime().halt(EXIT_OUT_OF_MEMORY);
    }
    Frames.writeOutcome(out, request, outcome, rgb);
    busy = false;
  }

  private static Outcome decode(
      Frames.Request request, ByteBuffer encoded, InProcessDecoder decoder, ByteBuffer rgb) {
    return request.clip() == null
        ? decoder.decode(encoded, request.geometry(), rgb)
        : decoder.decodeClip(encoded, request.geometry(), request.clip(), rgb);
  }

  private void startWatch() {
    Thread watch = new Thread(this::watch, "overdue-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    long limitNanos = 2 * limits.timeLimit().toNanos();
    while (true) {
      if (busy && System.nanoTime() - busySinceNanos > limitNanos) {
        Runtime.getRuntime().halt(EXIT_OVERDUE);
      }
      try {
        Thread.sleep(Math.max(limits.timeLimit().toMillis() / 4, 1));
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
