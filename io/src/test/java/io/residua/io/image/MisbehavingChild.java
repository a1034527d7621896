package io.residua.io.image;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Does what the image's bytes say, in letters; any other image is decoded to black. */
final class MisbehavingChild {
  private MisbehavingChild() {}

  public static void main(String[] args) throws Exception {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(new FileOutputStream(DecoderChild.REPLIES));
    Frames.writeReady(out);
    while (true) {
      Frames.Request request =
          Frames.readRequest(in, new Frames.Geometries(), Long.parseLong(args[0]));
      String order = new String(in.readNBytes(request.length()), StandardCharsets.ISO_8859_1);
      obey(order, request, out);
      ByteBuffer black = ByteBuffer.allocate(request.mostBytes());
      Outcome decoded = new Outcome.Decoded(1, 1, request.geometry().seen(1, 1));
      Frames.writeOutcome(out, request, decoded, black);
    }
  }

  private static void obey(String order, Frames.Request request, DataOutputStream out)
      throws IOException, InterruptedException {
    switch (order) {
      case "SEGV", "ABRT" -> signal(order);
      case "HANG" -> Thread.sleep(Long.MAX_VALUE);
      case "GARBAGE" ->
          out.write("Corrupt JPEG data: 17 extraneous bytes".getBytes(StandardCharsets.UTF_8));
      case "HALF" -> {
        out.writeInt(0x52534431);
        out.writeLong(request.number());
        out.flush();
        Runtime.getRuntime().halt(0);
      }
      case "STALE" -> Frames.writeOutcome(out, before(request), refusal(), ByteBuffer.allocate(0));
      case "EXIT" -> Runtime.getRuntime().halt(0);
      case "MEMORY" -> fillTheHeap();
      case "NOISE" -> System.out.println("a native library says hello");
      default -> {}
    }
  }

  private static Frames.Request before(Frames.Request request) {
    return new Frames.Request(
        request.number() - 1, request.geometry(), request.clip(), request.length());
  }

  private static Outcome refusal() {
    return new Outcome.Refused(QuarantineCode.CORRUPT, "of another image");
  }

  private static void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + ProcessHandle.current().pid())
        .start();
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void fillTheHeap() {
    List<byte[]> held = new ArrayList<>();
    while (!held.contains(new byte[1])) {
      held.add(new byte[8 << 20]);
    }
  }
}
