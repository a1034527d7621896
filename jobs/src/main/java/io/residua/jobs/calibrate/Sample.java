package io.residua.jobs.calibrate;

import io.residua.backbone.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Pixels of decoded images or clips, in a local file: they are gone through many times, and may be
 * more than fit into memory. Filled by one thread, then read by any. Whoever made it closes it,
 * which deletes the file.
 */
public final class Sample implements AutoCloseable {

  /**
   * Where an image or clip lies.
   *
   * @param offset in the file, in bytes
   * @param bytes of its pixels
   * @param seen extent of its pixels
   * @param padded extent of the network's input
   */
  private record Item(long offset, int bytes, Extent seen, Extent padded) {}

  private final int frames;
  private final FileChannel file;
  private final List<Item> items = new ArrayList<>();

  /**
   * An empty sample.
   *
   * @param frames of a clip; 1 for images
   */
  public Sample(int frames) throws IOException {
    this.frames = frames;
    Path path = Files.createTempFile("residua-calibration-", ".rgb");
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Adds an image or clip.
   *
   * @param seen extent of its pixels
   * @param padded extent of the network's input
   * @param rgb uint8 THWC {@code [frames, seen.height, seen.width, 3]}, from its position on; the
   *     position is kept
   */
  public void add(Extent seen, Extent padded, ByteBuffer rgb) throws IOException {
    int bytes = Math.multiplyExact(3 * frames, seen.pixels());
    ByteBuffer from = rgb.slice(rgb.position(), bytes);
    long offset = file.size();
    while (from.hasRemaining()) {
      file.write(from, offset + from.position());
    }
    items.add(new Item(offset, bytes, seen, padded));
  }

  /** Images or clips. */
  public int size() {
    return items.size();
  }

  int frames() {
    return frames;
  }

  Extent seen(int index) {
    return items.get(index).seen();
  }

  Extent padded(int index) {
    return items.get(index).padded();
  }

  /** Room for the pixels of any. */
  ByteBuffer buffer() {
    int most = items.stream().mapToInt(Item::bytes).max().orElse(0);
    return ByteBuffer.allocateDirect(most);
  }

  /** Pixels of one, as {@link #add} took them, in {@code buffer}, which is given back. */
  ByteBuffer pixels(int index, ByteBuffer buffer) throws IOException {
    Item item = items.get(index);
    buffer.clear().limit(item.bytes());
    while (buffer.hasRemaining()) {
      if (file.read(buffer, item.offset() + buffer.position()) < 0) {
        throw new EOFException("the file of the calibration's pixels was cut");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
