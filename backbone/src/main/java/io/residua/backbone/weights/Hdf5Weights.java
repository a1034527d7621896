package io.residua.backbone.weights;

import io.jhdf.ObjectHeader;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An HDF5 file, Keras' {@code .h5}: every floating-point dataset by its path, {@code
 * conv1/conv1/kernel:0}. jhdf reads headers, trees and heaps through {@link Hdf5Storage}; whatever
 * it throws on bytes it did not expect becomes a message. Links to other places or files, virtual
 * datasets and values kept in other files are never followed.
 */
final class Hdf5Weights implements TensorFile {
  private static final int MOST_OBJECTS = 100_000;
  private static final int MOST_DEPTH = 32;
  private static final int MOST_NAME = 1024;
  private static final Set<String> METADATA = Set.of("keras_version", "backend");

  private final Path path;
  private final String name;
  private final Hdf5Storage storage;
  private final Map<String, Hdf5Dataset> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int objects;

  private Hdf5Weights(Path path, String name, Hdf5Storage storage) {
    this.path = path;
    this.name = name;
    this.storage = storage;
    ObjectHeader root = header(rootAddress());
    root.getMessagesOfType(AttributeMessage.class).forEach(this::note);
    collect("", root, new HashSet<>());
    checkKernels();
  }

  /**
   * Opens a file and reads every header in it.
   *
   * @throws WeightsException when it is another kind of file, cut short, damaged, or made to harm
   */
  static Hdf5Weights open(Path path) {
    String name = String.valueOf(path.getFileName());
    return Hdf5Faults.guarded(
        name,
        () -> {
          try {
            return new Hdf5Weights(path, name, Hdf5Storage.map(path, name));
          } catch (IOException e) {
            throw new WeightsException(
                path.toString(), "cannot be read: " + e.getMessage() + "; check the file", e);
          }
        });
  }

  @Override
  public String format() {
    return "HDF5";
  }

  /** Keras' version and backend, where the file says them. */
  @Override
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public List<Long> shape(String tensor) {
    return dataset(tensor).shape();
  }

  @Override
  public float[] values(String tensor) {
    return Hdf5Faults.guarded(name, dataset(tensor)::values);
  }

  @Override
  public String sha256() {
    try {
      return Sha256.of(path);
    } catch (IOException e) {
      throw new WeightsException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The mapping goes with the object. */
  @Override
  public void close() {}

  private long rootAddress() {
    if (storage.getSuperblock() instanceof SuperblockV0V1 old) {
      return new SymbolTableEntry(storage, old.getRootGroupSymbolTableAddress())
          .getObjectHeaderAddress();
    }
    return ((SuperblockV2V3) storage.getSuperblock()).getRootGroupObjectHeaderAddress();
  }

  private void collect(String path, ObjectHeader group, Set<Long> around) {
    if (around.size() > MOST_DEPTH || path.length() > MOST_NAME) {
      throw fault("groups at most %d deep".formatted(MOST_DEPTH), "deeper ones");
    }
    if (!around.add(group.getAddress())) {
      throw fault("groups that end", "/%s, which is inside itself".formatted(path));
    }
    for (Hdf5Groups.Member member : new Hdf5Groups(name, storage).of(group)) {
      if (++objects > MOST_OBJECTS) {
        throw fault("at most %d groups and tensors".formatted(MOST_OBJECTS), "more");
      }
      add(path.isEmpty() ? member.name() : path + "/" + member.name(), member.address(), around);
    }
    around.remove(group.getAddress());
  }

  private void add(String path, long address, Set<Long> around) {
    ObjectHeader header = header(address);
    if (header.hasMessageOfType(DataSpaceMessage.class)) {
      tensors.put(path, new Hdf5Dataset(name, path, storage, header));
    } else if (!header.hasMessageOfType(DataTypeMessage.class)) {
      collect(path, header, around);
    }
  }

  private ObjectHeader header(long address) {
    return ObjectHeader.readObjectHeader(storage, address);
  }

  /** A first convolution of 3 channels has them in the third place, or, with Theano, the second. */
  private void checkKernels() {
    if ("theano".equals(metadata.get("backend"))) {
      throw theano("backend");
    }
    tensors.forEach(
        (tensor, dataset) -> {
          if (dataset.shape().equals(List.of(64L, 3L, 7L, 7L))
              && KerasTensor.of(tensor).isPresent()) {
            throw theano(tensor);
          }
        });
  }

  /** Theano convolves, the others correlate: its kernels are upside down, too. */
  private WeightsException theano(String where) {
    return new WeightsException(
        name,
        where
            + ": expected TensorFlow's kernels, found Theano's, which are flipped; get the tf_dim_ordering_tf_kernels file");
  }

  private void note(AttributeMessage attribute) {
    if (METADATA.contains(attribute.getName())) {
      Hdf5Text.read(attribute, storage).ifPresent(text -> metadata.put(attribute.getName(), text));
    }
  }

  private Hdf5Dataset dataset(String tensor) {
    Hdf5Dataset dataset = tensors.get(tensor);
    if (dataset == null) {
      throw new WeightsException(name, tensor + ": no such tensor");
    }
    return dataset;
  }

  private WeightsException fault(String expected, String found) {
    return new WeightsException(
        name, "expected %s, found %s; this is no file of weights".formatted(expected, found));
  }
}
