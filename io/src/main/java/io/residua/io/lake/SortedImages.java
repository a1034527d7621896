package io.residua.io.lake;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Images in the order of the UTF-8 bytes of their uris, each uri once; in memory where they are
 * few, on the local disk where they are many. Can be gone through any number of times. Whoever took
 * them closes them.
 */
public final class SortedImages implements Iterable<LakeImage>, AutoCloseable {

  /** What images add up to, counted while they come by. */
  static final class Totals {

    private long images;
    private long bytes;
    private long missing;

    void add(LakeImage image) {
      images++;
      bytes += Math.max(0, image.length());
      missing += image.length() == LakeImage.MISSING ? 1 : 0;
    }

    long images() {
      return images;
    }
  }

  private final List<LakeImage> inMemory;
  private final @Nullable Path file;
  private final Totals totals;

  private SortedImages(List<LakeImage> inMemory, @Nullable Path file, Totals totals) {
    this.inMemory = inMemory;
    this.file = file;
    this.totals = totals;
  }

  /** Images that are in order already. */
  public static SortedImages of(List<LakeImage> sorted) {
    Totals totals = new Totals();
    sorted.forEach(totals::add);
    return new SortedImages(List.copyOf(sorted), null, totals);
  }

  /** Images in a file of {@link LakeImageFormat}, deleted by {@link #close}. */
  static SortedImages in(Path file, Totals totals) {
    return new SortedImages(List.of(), file, totals);
  }

  /** How many. */
  public long size() {
    return totals.images;
  }

  /** Bytes of all of them, as far as they are known. */
  public long bytes() {
    return totals.bytes;
  }

  /** How many a manifest names and no store has. */
  public long missing() {
    return totals.missing;
  }

  /**
   * Goes through them.
   *
   * @throws UncheckedIOException when the local disk fails
   */
  @Override
  public Iterator<LakeImage> iterator() {
    return file == null ? inMemory.iterator() : new Reader(file);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  /** Images of a file, one after the other; closed at its end. */
  static final class Reader implements Iterator<LakeImage> {

    private static final int BUFFER_BYTES = 1 << 16;

    private final DataInputStream in;
    private @Nullable LakeImage next;

    Reader(Path file) {
      try {
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      next = read();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public LakeImage next() {
      LakeImage image = next;
      if (image == null) {
        throw new NoSuchElementException();
      }
      next = read();
      return image;
    }

    private @Nullable LakeImage read() {
      try {
        return LakeImageFormat.read(in);
      } catch (EOFException end) {
        close();
        return null;
      } catch (IOException e) {
        close();
        throw new UncheckedIOException(e);
      }
    }

    private void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
