package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.PickleInput;
import io.residua.backbone.weights.pickle.Unpickler;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that begins with a pickle: PyTorch's legacy format, or a dictionary of arrays as
 * Detectron, Detectron2 and Paddle write it.
 */
final class PickleFile {
  /** First pickle of a legacy file: {@code MAGIC_NUMBER} in torch/serialization.py. */
  static final BigInteger TORCH_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private PickleFile() {}

  /**
   * Opens a file and reads what it says of its tensors; no values.
   *
   * @throws WeightsException when it calls what is not allowed, is damaged, cut short, or has no
   *     tensors
   */
  static TensorFile open(Path path) {
    return StoredTensors.open(path, PickleFile::read);
  }

  private static StoredTensors read(Path path, FileChannel channel) throws IOException {
    PickleInput in = new PickleInput(channel, 0, channel.size());
    Object first = Unpickler.read(in, new PickledObjects());
    if (first instanceof BigInteger magic && magic.equals(TORCH_MAGIC)) {
      return TorchLegacy.read(path, channel, in);
    }
    String name = String.valueOf(path.getFileName());
    StateDict found = StateDict.of(name, first);
    return new StoredTensors(
        path,
        channel,
        found.paddle() ? "Paddle pickle" : "Python pickle",
        found,
        ByteOrder.LITTLE_ENDIAN,
        storage -> {
          throw new WeightsException(
              name,
              "expected arrays in the pickle, found a tensor of PyTorch kept elsewhere; save it with torch.save");
        });
  }
}
