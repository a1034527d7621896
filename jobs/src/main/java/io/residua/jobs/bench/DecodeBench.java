package io.residua.jobs.bench;

import io.residua.backbone.Geometry;
import io.residua.backbone.Interpolation;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResizeAndCrop;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.InProcessDecoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.image.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Times decoding alone on one thread, in a process apart and in this one by turns, and compares
 * both.
 */
final class DecodeBench {

  /** What files may take of the heap. */
  private static final long MOST_BYTES = 256L << 20;

  /** Needs next to no resizing, so that its time is that of decoding. */
  private static final Geometry ONE_PIXEL = new ResizeAndCrop(256, 1, Interpolation.BILINEAR);

  private final BenchRequest request;
  private final Geometry geometry;
  private final List<ByteBuffer> images;
  private final PrintStream out;

  /**
   * @param files of which the first {@code request.images()} are decoded, 256 MiB at most
   */
  DecodeBench(BenchRequest request, Preprocessing preprocessing, List<Path> files, PrintStream out)
      throws IOException {
    this.request = request;
    this.geometry = preprocessing.geometry();
    this.images = read(files.subList(0, Math.min(request.images(), files.size())));
    this.out = out;
  }

  DecodeTimes run() throws IOException, InterruptedException {
    try (Decoder isolated = new IsolatedDecoder(DecodeLimits.DEFAULT);
        Decoder inProcess = new InProcessDecoder(DecodeLimits.DEFAULT)) {
      Same same = compare(isolated, inProcess);
      List<Rate.Work> works =
          List.of(work(isolated, geometry), work(inProcess, geometry), work(inProcess, ONE_PIXEL));
      List<Rate> rates = Rate.inTurns(works, images.size(), request.seconds(), request.repeats());
      DecodeRow apart = row("process", rates.get(0), same);
      DecodeRow here = row("none", rates.get(1), same);
      double decode = 1000 / rates.get(2).median();
      return new DecodeTimes(
          List.of(apart, here), decode, here.millis() - decode, apart.millis() - here.millis());
    }
  }

  private DecodeRow row(String isolation, Rate rate, Same same) {
    int count = images.size();
    DecodeRow row =
        new DecodeRow(isolation, count, same.refused, rate, same.count, same.count == count);
    out.println("decode: " + row.describe());
    return row;
  }

  private Rate.Work work(Decoder decoder, Geometry wanted) {
    ByteBuffer rgb = ByteBuffer.allocateDirect(3 * wanted.mostPixels());
    return times -> {
      long begun = System.nanoTime();
      for (int i = 0; i < times; i++) {
        images.forEach(image -> decoder.decode(image, wanted, rgb));
      }
      return (System.nanoTime() - begun) / 1e9;
    };
  }

  private record Same(int count, int refused) {}

  private Same compare(Decoder one, Decoder other) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(3 * geometry.mostPixels());
    ByteBuffer others = ByteBuffer.allocateDirect(3 * geometry.mostPixels());
    int count = 0;
    int refused = 0;
    for (ByteBuffer image : images) {
      Outcome outcome = one.decode(image, geometry, pixels);
      boolean alike = outcome.equals(other.decode(image, geometry, others));
      if (outcome instanceof Outcome.Decoded decoded) {
        int bytes = 3 * decoded.seen().pixels();
        alike = alike && pixels.slice(0, bytes).equals(others.slice(0, bytes));
      } else {
        refused++;
      }
      count += alike ? 1 : 0;
    }
    return new Same(count, refused);
  }

  private static List<ByteBuffer> read(List<Path> files) throws IOException {
    List<ByteBuffer> images = new ArrayList<>();
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
      if (images.isEmpty() || bytes <= MOST_BYTES) {
        images.add(ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return images;
  }
}
