package io.residua.io.lake;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Puts images in order with bounded memory: sorted runs on the local disk, merged once at the end.
 * Of two with one uri the first is kept. Not thread-safe. {@link #close} deletes the runs.
 */
final class ImageSorter implements AutoCloseable {

  /** Some 60 MB of heap. */
  private static final int IN_MEMORY = 200_000;

  private static final int EXAMPLES = 10;
  private static final Comparator<LakeImage> BY_URI =
      Comparator.comparing(LakeImage::uri, ImageSorter::compareUtf8);

  private final int most;
  private final List<LakeImage> images = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private long duplicates;

  ImageSorter() {
    this(IN_MEMORY);
  }

  /**
   * @param most images held in memory
   */
  ImageSorter(int most) {
    this.most = most;
  }

  void add(LakeImage image) {
    images.add(image);
    if (images.size() == most) {
      spill();
    }
  }

  /** How many times a uri was met again; complete once {@link #finish} is over. */
  long duplicates() {
    return duplicates;
  }

  /** Up to ten of those uris. */
  List<String> duplicateExamples() {
    return examples;
  }

  /**
   * All of them in order, each uri once.
   *
   * @param limit how many to take; 0 takes all
   * @throws IllegalArgumentException when a container has two images of one name
   * @throws UncheckedIOException when the local disk fails
   */
  SortedImages finish(long limit) {
    long most = limit == 0 ? Long.MAX_VALUE : limit;
    images.sort(BY_URI);
    if (runs.isEmpty()) {
      List<LakeImage> kept = new ArrayList<>();
      Iterator<LakeImage> merged = images.iterator();
      eachOnce(merged, image -> kept.add(image));
      return SortedImages.of(kept.subList(0, (int) Math.min(kept.size(), most)));
    }
    Path file = temp();
    SortedImages.Totals totals = new SortedImages.Totals();
    try (DataOutputStream out = open(file)) {
      eachOnce(
          merged(),
          image -> {
            if (totals.images() < most) {
              LakeImageFormat.write(out, image);
              totals.add(image);
            }
          });
    } catch (IOException e) {
      throw full(e);
    }
    return SortedImages.in(file, totals);
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }

  private interface Sink {
    void take(LakeImage image) throws IOException;
  }

  private void eachOnce(Iterator<LakeImage> sorted, Sink sink) {
    LakeImage last = null;
    try {
      while (sorted.hasNext()) {
        LakeImage image = sorted.next();
        if (last == null || !image.uri().equals(last.uri())) {
          sink.take(image);
          last = image;
        } else {
          duplicate(last, image);
        }
      }
    } catch (IOException e) {
      throw full(e);
    }
  }

  private void duplicate(LakeImage first, LakeImage second) {
    if (!Objects.equals(first.place(), second.place())) {
      throw new IllegalArgumentException(
          "[%s] name: expected one image of this name in its container, found two, at %s and %s; name them apart, or leave them out by --exclude"
              .formatted(first.uri(), first.place(), second.place()));
    }
    duplicates++;
    if (examples.size() < EXAMPLES && !examples.contains(first.uri())) {
      examples.add(first.uri());
    }
  }

  private void spill() {
    images.sort(BY_URI);
    Path run = temp();
    runs.add(run);
    try (DataOutputStream out = open(run)) {
      for (LakeImage image : images) {
        LakeImageFormat.write(out, image);
      }
    } catch (IOException e) {
      throw full(e);
    }
    images.clear();
  }

  /** Runs were written in the order they were met in, and what is in memory came last. */
  private Iterator<LakeImage> merged() {
    List<Iterator<LakeImage>> sources = new ArrayList<>();
    runs.forEach(run -> sources.add(new SortedImages.Reader(run)));
    sources.add(images.iterator());
    return new Merge(sources);
  }

  private static final class Merge implements Iterator<LakeImage> {

    private record Head(LakeImage image, int source) {}

    private final List<Iterator<LakeImage>> sources;
    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(Comparator.comparing(Head::image, BY_URI).thenComparing(Head::source));

    Merge(List<Iterator<LakeImage>> sources) {
      this.sources = sources;
      for (int source = 0; source < sources.size(); source++) {
        advance(source);
      }
    }

    private void advance(int source) {
      if (sources.get(source).hasNext()) {
        heads.add(new Head(sources.get(source).next(), source));
      }
    }

    @Override
    public boolean hasNext() {
      return !heads.isEmpty();
    }

    @Override
    public LakeImage next() {
      Head head = heads.remove();
      advance(head.source());
      return head.image();
    }
  }

  private static Path temp() {
    try {
      return Files.createTempFile("residua-listing-", ".images");
    } catch (IOException e) {
      throw full(e);
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  private static UncheckedIOException full(IOException failure) {
    return new UncheckedIOException(
        new IOException(
            "[%s (java.io.tmpdir)] listing: expected room for the names of the images, found %s; give another folder by RESIDUA_JAVA_OPTS=-Djava.io.tmpdir=..."
                .formatted(System.getProperty("java.io.tmpdir"), failure),
            failure));
  }

  /** The order of UTF-8 bytes is that of code points; UTF-16 puts surrogates too early. */
  static int compareUtf8(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char c = a.charAt(i);
      char d = b.charAt(i);
      if (c != d) {
        boolean sameKind = Character.isSurrogate(c) == Character.isSurrogate(d);
        return sameKind ? Character.compare(c, d) : Character.isSurrogate(c) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
