package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.PickleInput;
import io.residua.backbone.weights.pickle.Unpickler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch's format from 0.1.10 to 1.5: pickles of a magic number, the protocol, the system, the
 * state and the keys of the storages; then for each storage eight bytes of its count and its
 * values, little-endian ({@code _legacy_save} in torch/serialization.py).
 */
final class TorchLegacy {
  private static final long PROTOCOL = 1001;

  private final String name;
  private final FileChannel channel;
  private final PickledObjects objects;
  private final Map<String, Bytes> places = new HashMap<>();

  private TorchLegacy(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
    this.objects = new PickledObjects();
  }

  /**
   * Reads on behind the magic number.
   *
   * @throws WeightsException when the file is damaged or cut short
   */
  static StoredTensors read(Path path, FileChannel channel, PickleInput in) throws IOException {
    return new TorchLegacy(String.valueOf(path.getFileName()), channel).read(path, in);
  }

  private StoredTensors read(Path path, PickleInput in) throws IOException {
    Object protocol = Unpickler.read(in, objects);
    if (!protocol.equals(PROTOCOL)) {
      throw fault("protocol: expected " + PROTOCOL, "another");
    }
    Unpickler.read(in, objects); // Sizes of C's types on the machine that wrote it.
    StateDict found = StateDict.of(name, Unpickler.read(in, objects));
    Object keys = Unpickler.read(in, objects);
    if (!(keys instanceof List<?> list)) {
      throw fault("keys of storages: expected a list", "another value");
    }
    place(storages(list, in.position()), in.position());
    return new StoredTensors(
        path,
        channel,
        "PyTorch, legacy format",
        found,
        ByteOrder.LITTLE_ENDIAN,
        storage -> place(storage));
  }

  private void place(List<TorchStorage> storages, long begin) throws IOException {
    long position = begin;
    for (TorchStorage storage : storages) {
      long count = head(position);
      if (count != storage.heldCount()) {
        throw fault(
            "storage %s: expected %d values".formatted(storage.key(), storage.heldCount()),
            String.valueOf(count));
      }
      position += Long.BYTES;
      long bytes = count * storage.dtype().bytes();
      if (places.put(storage.key(), Bytes.inFile(position, bytes)) != null) {
        throw fault("keys of storages: expected each once", storage.key() + " twice");
      }
      position += bytes;
    }
  }

  /** The storages in the file's order, which tell how long it was meant to be. */
  private List<TorchStorage> storages(List<?> keys, long begin) throws IOException {
    List<TorchStorage> storages = new ArrayList<>();
    long end = begin;
    for (Object key : keys) {
      TorchStorage storage = objects.storages().get(PickledObjects.name(key));
      if (storage == null || storage.heldCount() > Long.MAX_VALUE / 16 - end) {
        throw fault("keys of storages: expected those of the tensors", "another");
      }
      storages.add(storage);
      end += Long.BYTES + storage.heldCount() * storage.dtype().bytes();
    }
    if (end > channel.size()) {
      throw new WeightsException(
          name,
          "truncated at byte %d of %d, a PyTorch file in the legacy format; download it again"
              .formatted(channel.size(), end));
    }
    return storages;
  }

  private long head(long position) throws IOException {
    ByteBuffer head = Bytes.inFile(position, Long.BYTES).read(channel, 0, Long.BYTES);
    return head.order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private Bytes place(TorchStorage storage) {
    Bytes held = places.get(storage.key());
    if (held == null) {
      throw fault("storage %s: expected it in the file".formatted(storage.key()), "none");
    }
    long size = storage.dtype().bytes();
    if (storage.first() > storage.heldCount() - storage.count()) {
      throw fault("storage %s: expected a view within it".formatted(storage.key()), "another");
    }
    return Bytes.inFile(held.position() + storage.first() * size, storage.count() * size);
  }

  private WeightsException fault(String expected, String found) {
    return new WeightsException(
        name, "%s, found %s; the file is damaged, get it again".formatted(expected, found));
  }
}
