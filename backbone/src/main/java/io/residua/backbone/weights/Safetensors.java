package io.residua.backbone.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes without
 * a gap. Everything the header says is checked before a tensor is read; nothing in it is trusted or
 * executed.
 */
final class Safetensors implements TensorFile {
  /** The format's own limit. */
  static final int MOST_HEADER_BYTES = 100_000_000;

  private final Path path;
  private final String name;
  private final FileChannel channel;
  private final long dataStart;
  private final SafetensorsHeader header;

  private Safetensors(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.name = String.valueOf(path.getFileName());
    this.channel = channel;
    long headerBytes = headerBytes();
    this.dataStart = Long.BYTES + headerBytes;
    byte[] json = read(Long.BYTES, (int) headerBytes).array();
    this.header = SafetensorsHeader.parse(name, json, channel.size() - dataStart);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws WeightsException when it is another kind of file, cut short, or breaks the format
   */
  static Safetensors open(Path path) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return new Safetensors(path, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WeightsException(
          path.toString(), "cannot be read: " + e.getMessage() + "; check the file", e);
    }
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public Set<String> names() {
    return header.entries().keySet();
  }

  @Override
  public List<Long> shape(String tensor) {
    return entry(tensor).shape();
  }

  @Override
  public float[] values(String tensor) {
    SafetensorsHeader.Entry entry = entry(tensor);
    if (!entry.dtype().readable()) {
      throw new WeightsException(
          name,
          "%s: expected F32, F16, BF16 or F64, found %s; save it as floating-point"
              .formatted(tensor, entry.dtype()));
    }
    if (entry.end() - entry.begin() > Integer.MAX_VALUE - Long.BYTES) {
      throw new WeightsException(
          name, "%s: expected less than 2 GiB, found more".formatted(tensor));
    }
    float[] values = new float[(int) ((entry.end() - entry.begin()) / entry.dtype().bytes())];
    try {
      entry
          .dtype()
          .read(read(dataStart + entry.begin(), (int) (entry.end() - entry.begin())), values);
    } catch (IOException e) {
      throw new WeightsException(name, tensor + ": cannot be read: " + e.getMessage(), e);
    }
    return values;
  }

  @Override
  public String sha256() {
    try {
      return Sha256.of(path);
    } catch (IOException e) {
      throw new WeightsException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long headerBytes() throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new WeightsException(
          name, "expected safetensors, found %d bytes; download it again".formatted(size));
    }
    long bytes = read(0, Long.BYTES).getLong();
    if (bytes < 2 || bytes > MOST_HEADER_BYTES) {
      throw new WeightsException(
          name,
          "header length: expected 2 to %d, found %s; this is not a safetensors file"
              .formatted(MOST_HEADER_BYTES, Long.toUnsignedString(bytes)));
    }
    if (bytes > size - Long.BYTES) {
      throw new WeightsException(
          name,
          "header: expected %d bytes, found %d; the file is cut short or not safetensors, download it again"
              .formatted(bytes, size - Long.BYTES));
    }
    return bytes;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new WeightsException(
            name,
            "expected %d bytes at %d, found the end of the file; download it again"
                .formatted(length, position));
      }
    }
    return buffer.flip();
  }

  private SafetensorsHeader.Entry entry(String tensor) {
    SafetensorsHeader.Entry entry = header.entries().get(tensor);
    if (entry == null) {
      throw new WeightsException(name, tensor + ": no such tensor");
    }
    return entry;
  }
}
