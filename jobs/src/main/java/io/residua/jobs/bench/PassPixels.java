package io.residua.jobs.bench;

import io.residua.backbone.Extent;
import io.residua.backbone.Interpolation;
import io.residua.backbone.ResizeAndCrop;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.image.Outcome;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images as a network of one input shape sees them.
 *
 * @param shape of each
 * @param images uint8 RGB HWC {@code [shape.height, shape.width, 3]}, direct, two at least; threads
 *     that share them read duplicates
 */
record PassPixels(Extent shape, List<ByteBuffer> images) {

  /** More would not tell more of whether features are right. */
  private static final int MOST = 8;

  PassPixels {
    images = List.copyOf(images);
  }

  /**
   * Images in this shape: of a square around it, its first rows or columns.
   *
   * @throws RefusedException when fewer than two can be decoded
   */
  static PassPixels of(List<Path> files, Extent shape) throws IOException {
    int side = Math.max(shape.width(), shape.height());
    ResizeAndCrop square = new ResizeAndCrop(side, side, Interpolation.BILINEAR);
    ByteBuffer rgb = ByteBuffer.allocateDirect(3 * side * side);
    List<ByteBuffer> images = new ArrayList<>();
    try (Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      for (Iterator<Path> next = spread(files).iterator();
          next.hasNext() && images.size() < MOST; ) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(next.next()));
        if (decoder.decode(bytes, square, rgb) instanceof Outcome.Decoded) {
          images.add(cut(rgb, side, shape));
        }
      }
    }
    if (images.size() < 2) {
      throw new RefusedException(
          "[--input] expected two images or more to check features by, found %d; give more"
              .formatted(images.size()));
    }
    return new PassPixels(shape, images);
  }

  /** All of them, those far apart first: neighbours in a folder are alike. */
  private static List<Path> spread(List<Path> files) {
    int step = Math.max(1, files.size() / MOST);
    return IntStream.range(0, files.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> i % step))
        .map(files::get)
        .toList();
  }

  private static ByteBuffer cut(ByteBuffer square, int side, Extent shape) {
    ByteBuffer image = ByteBuffer.allocateDirect(3 * shape.pixels());
    byte[] row = new byte[3 * shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      square.get(3 * side * y, row);
      image.put(y * row.length, row);
    }
    return image;
  }
}
