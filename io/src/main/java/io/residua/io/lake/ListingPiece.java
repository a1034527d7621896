package io.residua.io.lake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of an input that one place lists whole. Travels as bytes: records do not survive Kryo.
 */
public sealed interface ListingPiece {

  /**
   * Everything below a folder of a store.
   *
   * @param uri of the folder
   * @param base folder the paths of globs are below
   */
  record Folder(String uri, String base) implements ListingPiece {}

  /**
   * A file of many images.
   *
   * @param file as it is now
   */
  record Archive(ContainerFormat format, LakeImage file) implements ListingPiece {}

  /** Files that a manifest names. */
  record Names(List<String> uris) implements ListingPiece {
    public Names {
      uris = List.copyOf(uris);
    }
  }

  /** This as bytes. */
  default byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (this instanceof Folder folder) {
        out.writeByte(0);
        LakeImageFormat.text(out, folder.uri);
        LakeImageFormat.text(out, folder.base);
      } else if (this instanceof Archive archive) {
        out.writeByte(1);
        LakeImageFormat.text(out, archive.format.label());
        LakeImageFormat.write(out, archive.file);
      } else if (this instanceof Names names) {
        out.writeByte(2);
        out.writeInt(names.uris.size());
        for (String uri : names.uris) {
          LakeImageFormat.text(out, uri);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The piece {@link #toBytes} wrote. */
  static ListingPiece fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case 0 -> new Folder(LakeImageFormat.text(in), LakeImageFormat.text(in));
        case 1 ->
            new Archive(ContainerFormat.of(LakeImageFormat.text(in)), LakeImageFormat.read(in));
        default -> names(in);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Names names(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> uris = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      uris.add(LakeImageFormat.text(in));
    }
    return new Names(uris);
  }
}
