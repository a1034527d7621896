package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.PickleException;
import io.residua.backbone.weights.pickle.PickleInput;
import io.residua.backbone.weights.pickle.Unpickler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * A PyTorch zip that ends before its directory. Its first entry is the state, which tells how many
 * bytes were to follow.
 */
final class TruncatedTorchZip {
  private static final int LOCAL_BYTES = 30;

  private TruncatedTorchZip() {}

  /** What to say of it. */
  static WeightsException fault(String file, FileChannel channel) throws IOException {
    long least = leastBytes(channel);
    String whole = least > channel.size() ? " of at least " + least : "";
    return new WeightsException(
        file,
        "truncated at byte %d%s, a zip (PyTorch's .pth or .pt) without its directory; download it again"
            .formatted(channel.size(), whole));
  }

  /** The state and all values it speaks of, without what the zip adds; 0 where it is not whole. */
  private static long leastBytes(FileChannel channel) throws IOException {
    if (channel.size() < LOCAL_BYTES) {
      return 0;
    }
    ByteBuffer local = ZipDirectory.bytes(channel, 0, LOCAL_BYTES);
    int nameBytes = local.getShort(26) & 0xffff;
    long begin = (long) LOCAL_BYTES + nameBytes + (local.getShort(28) & 0xffff);
    if (begin > channel.size() || !name(channel, nameBytes).endsWith("data.pkl")) {
      return 0;
    }
    PickledObjects objects = new PickledObjects();
    PickleInput in = new PickleInput(channel, begin, channel.size());
    try {
      Unpickler.read(in, objects);
    } catch (PickleException e) {
      if (e.isCutShort()) {
        return 0;
      }
      throw e;
    }
    double values = in.position();
    for (TorchStorage storage : objects.storages().values()) {
      values += (double) storage.heldCount() * storage.dtype().bytes();
    }
    return (long) values;
  }

  private static String name(FileChannel channel, int nameBytes) throws IOException {
    return StandardCharsets.UTF_8
        .decode(ZipDirectory.bytes(channel, LOCAL_BYTES, nameBytes))
        .toString();
  }
}
