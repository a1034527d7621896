package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.PickleException;
import io.residua.backbone.weights.pickle.PickleInput;
import io.residua.backbone.weights.pickle.Unpickler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * PyTorch's format since 1.6: a zip of stored entries under one folder, {@code data.pkl} with the
 * state, {@code data/KEY} for each storage, {@code byteorder} since 2.1 ({@code _save} in
 * torch/serialization.py).
 */
final class TorchZip {
  private static final String STATE = "data.pkl";

  private final String name;
  private final FileChannel channel;
  private final Map<String, Bytes> entries;
  private final String folder;

  private TorchZip(String name, FileChannel channel, Map<String, Bytes> entries, String folder) {
    this.name = name;
    this.channel = channel;
    this.entries = entries;
    this.folder = folder;
  }

  /**
   * Opens a file and reads what it says of its tensors; no values.
   *
   * @throws WeightsException when it is another kind of zip, calls what is not allowed, is damaged,
   *     cut short, or has no tensors
   */
  static TensorFile open(Path path) {
    return StoredTensors.open(path, TorchZip::read);
  }

  private static StoredTensors read(Path path, FileChannel channel) throws IOException {
    String name = String.valueOf(path.getFileName());
    Optional<ZipDirectory> whole = ZipDirectory.read(name, channel);
    if (whole.isEmpty()) {
      throw TruncatedTorchZip.fault(name, channel);
    }
    ZipDirectory directory = whole.get();
    String folder = folder(name, directory.names());
    if (directory.names().contains(folder + "constants.pkl")) {
      throw new WeightsException(
          name,
          "expected tensors and plain data, found a TorchScript program (torch.jit.save); save its state_dict() with torch.save");
    }
    return new TorchZip(name, channel, directory.places(), folder).read(path);
  }

  /** What stands before {@code data.pkl}, the name of the first file that was saved so. */
  private static String folder(String file, Set<String> names) {
    for (String name : names) {
      if (name.equals(STATE) || name.endsWith("/" + STATE)) {
        return name.substring(0, name.length() - STATE.length());
      }
    }
    throw new WeightsException(
        file,
        "expected data.pkl in the zip, as PyTorch has it, found %s; save with torch.save(model.state_dict(), FILE)"
            .formatted(names.stream().limit(5).toList()));
  }

  private StoredTensors read(Path path) throws IOException {
    Bytes state = Objects.requireNonNull(entries.get(folder + STATE));
    long begin = state.position();
    PickleInput in = new PickleInput(channel, begin, begin + state.length());
    StateDict found = StateDict.of(name, Unpickler.read(in, new PickledObjects()));
    return new StoredTensors(path, channel, "PyTorch zip", found, order(), this::place);
  }

  private ByteOrder order() throws IOException {
    Bytes entry = entries.get(folder + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    ByteBuffer text = entry.read(channel, 0, (int) Math.min(entry.length(), "little".length()));
    return switch (StandardCharsets.US_ASCII.decode(text).toString()) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new PickleException(
              "byteorder: expected little or big, found another text; the file is damaged, get it again");
    };
  }

  private Bytes place(TorchStorage storage) {
    Bytes bytes = entries.get(folder + "data/" + storage.key());
    long expected = storage.heldCount();
    long size = storage.dtype().bytes();
    if (bytes == null || bytes.length() % size != 0 || bytes.length() / size != expected) {
      throw new WeightsException(
          name,
          "data/%s: expected %d values of %d bytes, found %s; the file is damaged, get it again"
              .formatted(
                  storage.key(),
                  expected,
                  size,
                  bytes == null ? "no such entry" : bytes.length() + " bytes"));
    }
    return bytes;
  }
}
