package io.residua.io.lake;

import io.residua.io.container.PassedColumn;
import io.residua.io.container.PassedType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What some pieces of an input hold.
 *
 * @param images wanted, in any order
 * @param archives met, to be listed themselves
 * @param seen files and members met
 * @param hidden of them, whose name begins with {@code .} or {@code _}
 * @param byGlob of them, left out by the selection's globs
 * @param special what is no regular file
 * @param columns of archives, passed through; null where none says
 */
public record ListingPart(
    List<LakeImage> images,
    List<ListingPiece.Archive> archives,
    long seen,
    long hidden,
    long byGlob,
    long special,
    @Nullable List<PassedColumn> columns) {

  public ListingPart {
    images = List.copyOf(images);
    archives = List.copyOf(archives);
    columns = columns == null ? null : List.copyOf(columns);
  }

  /** This as bytes; uris of one folder are much alike, so it is deflated. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, fast))) {
      out.writeInt(images.size());
      for (LakeImage image : images) {
        LakeImageFormat.write(out, image);
      }
      out.writeInt(archives.size());
      for (ListingPiece.Archive archive : archives) {
        LakeImageFormat.text(out, archive.format().label());
        LakeImageFormat.write(out, archive.file());
      }
      for (long count : new long[] {seen, hidden, byGlob, special}) {
        out.writeLong(count);
      }
      out.writeInt(columns == null ? -1 : columns.size());
      for (PassedColumn column : columns == null ? List.<PassedColumn>of() : columns) {
        LakeImageFormat.text(out, column.name());
        LakeImageFormat.text(out, column.type().name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      fast.end();
    }
    return bytes.toByteArray();
  }

  /** The part {@link #toBytes} wrote. */
  public static ListingPart fromBytes(byte[] bytes) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      List<LakeImage> images = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        images.add(LakeImageFormat.read(in));
      }
      List<ListingPiece.Archive> archives = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        ContainerFormat format = ContainerFormat.of(LakeImageFormat.text(in));
        archives.add(new ListingPiece.Archive(format, LakeImageFormat.read(in)));
      }
      return new ListingPart(
          images,
          archives,
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          columns(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable List<PassedColumn> columns(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<PassedColumn> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = LakeImageFormat.text(in);
      columns.add(new PassedColumn(name, PassedType.valueOf(LakeImageFormat.text(in))));
    }
    return count < 0 ? null : columns;
  }
}
