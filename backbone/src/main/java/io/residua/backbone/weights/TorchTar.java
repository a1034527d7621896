package io.residua.backbone.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * PyTorch's first format, up to 0.1.9 of early 2017: a tar archive, which is not read but told
 * whole from cut short.
 */
final class TorchTar {
  private static final int BLOCK_BYTES = 512;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_DIGITS = 11;

  /** Two empty blocks end an archive, which Python's tarfile fills up to its RECORDSIZE. */
  private static final int END_BYTES = 2 * BLOCK_BYTES;

  private static final int RECORD_BYTES = 20 * BLOCK_BYTES;
  private static final int MOST_MEMBERS = 1000;

  private TorchTar() {}

  /**
   * Says what to do with a file.
   *
   * @throws WeightsException always
   */
  static TensorFile open(Path path) {
    return StoredTensors.open(
        path,
        (file, channel) -> {
          throw new WeightsException(String.valueOf(path.getFileName()), problem(channel));
        });
  }

  private static String problem(FileChannel channel) throws IOException {
    long whole = wholeBytes(channel);
    if (whole > channel.size()) {
      return "truncated at byte %d of %d, a tar archive (PyTorch's first .pth, of early 2017); download it again, or a later version"
          .formatted(channel.size(), whole);
    }
    return "expected a zip or a pickle of PyTorch, found a tar archive (PyTorch's first .pth, of early 2017); save it anew: "
        + "torch.save(torch.load(FILE), \"weights.pth\")";
  }

  /** The end of the last member, and what Python adds. */
  private static long wholeBytes(FileChannel channel) throws IOException {
    long position = 0;
    for (int member = 0; member < MOST_MEMBERS; member++) {
      if (position > channel.size() - BLOCK_BYTES) {
        break;
      }
      ByteBuffer header = ZipDirectory.bytes(channel, position, BLOCK_BYTES);
      if (header.get(0) == 0) {
        break;
      }
      long size = octal(header);
      position += BLOCK_BYTES + (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
    return (position + END_BYTES + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
  }

  /** The size of a member: eleven octal digits (POSIX.1-1988 ustar). */
  private static long octal(ByteBuffer header) {
    String digits =
        StandardCharsets.US_ASCII.decode(header.slice(SIZE_OFFSET, SIZE_DIGITS)).toString().strip();
    return digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : 0;
  }
}
