package io.residua.io.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in memory as an open file, and what a container says it holds. */
final class Held implements RangeSource, Container.Members {

  record Image(String name, long length, long offset, int index) {}

  final List<Image> images = new ArrayList<>();
  int hidden;
  int special;
  private final byte[] bytes;

  Held(byte[] bytes) {
    this.bytes = bytes;
  }

  static Held of(Container container) throws IOException {
    Held held = new Held(new byte[0]);
    container.list(held);
    return held;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public int read(long at, byte[] into, int offset, int count) {
    if (at >= bytes.length) {
      return -1;
    }
    int read = (int) Math.min(count, bytes.length - at);
    System.arraycopy(bytes, (int) at, into, offset, read);
    return read;
  }

  @Override
  public void close() {}

  @Override
  public void image(String name, long length, long offset, int index) {
    images.add(new Image(name, length, offset, index));
  }

  @Override
  public void hidden() {
    hidden++;
  }

  @Override
  public void special() {
    special++;
  }

  List<String> names() {
    return images.stream().map(Image::name).toList();
  }

  static byte[] changed(byte[] bytes, int at, int... values) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }
}
