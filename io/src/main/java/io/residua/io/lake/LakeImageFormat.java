package io.residua.io.lake;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Listed images as bytes between processes of one run, and on the local disk of one. */
public final class LakeImageFormat {

  private static final String FILE = "";

  private LakeImageFormat() {}

  /** Writes one. */
  public static void write(DataOutput out, LakeImage image) throws IOException {
    text(out, image.uri());
    out.writeLong(image.length());
    out.writeLong(image.modifiedMillis());
    text(out, image.etag());
    Place place = image.place();
    text(out, place == null ? FILE : place.format().label());
    if (place != null) {
      text(out, place.container());
      out.writeLong(place.offset());
      out.writeInt(place.index());
    }
  }

  /** Reads one. */
  public static LakeImage read(DataInput in) throws IOException {
    return new LakeImage(text(in), in.readLong(), in.readLong(), text(in), place(in));
  }

  private static @Nullable Place place(DataInput in) throws IOException {
    String format = text(in);
    return format.equals(FILE)
        ? null
        : new Place(ContainerFormat.of(format), text(in), in.readLong(), in.readInt());
  }

  static void text(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String text(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
