package io.residua.jobs.search;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Two images that are alike.
 *
 * @param one uri
 * @param other uri
 * @param cosine of their vectors
 * @param identical whether their files are the same, by SHA-256
 */
record Likeness(String one, String other, float cosine, boolean identical) {

  /** Some as bytes: a task's result. */
  static byte[] toBytes(Collection<Likeness> all) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Likeness pair : all) {
        write(pair.one, out);
        write(pair.other, out);
        out.writeFloat(pair.cosine);
        out.writeBoolean(pair.identical);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Likeness> fromBytes(byte[] bytes) {
    List<Likeness> all = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        all.add(new Likeness(read(in), read(in), in.readFloat(), in.readBoolean()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static void write(String uri, DataOutputStream out) throws IOException {
    byte[] utf8 = uri.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
