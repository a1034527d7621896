package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.PickleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A file that pickles name the tensors of: their values are read when they are asked for. */
final class StoredTensors implements TensorFile {
  private final Path path;
  private final String name;
  private final FileChannel channel;
  private final String format;
  private final Map<String, String> metadata;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  /**
   * What reads one kind of file.
   *
   * <p>It may throw {@link PickleException}, whose message then gets the file's name in front.
   */
  interface Reader {
    StoredTensors read(Path path, FileChannel channel) throws IOException;
  }

  /**
   * Tensors of a file, each checked against the bytes that are there.
   *
   * @param storages where a storage's values lie in the file
   * @param order of the bytes of storages
   * @throws WeightsException when a tensor reaches beyond its bytes
   */
  StoredTensors(
      Path path,
      FileChannel channel,
      String format,
      StateDict found,
      ByteOrder order,
      Function<TorchStorage, Bytes> storages) {
    this.path = path;
    this.name = String.valueOf(path.getFileName());
    this.channel = channel;
    this.format = format;
    this.metadata = found.metadata();
    found
        .tensors()
        .forEach(
            (tensor, value) ->
                tensors.put(
                    tensor,
                    value instanceof TorchTensor torch
                        ? StoredTensor.of(
                            name, tensor, torch, order, storages.apply(torch.storage()))
                        : StoredTensor.of(
                            name, tensor, (NumpyArray.Contents) value, found.paddle())));
  }

  /**
   * Opens a file and lets a reader see what is in it.
   *
   * @throws WeightsException when it cannot be read, or is refused
   */
  static StoredTensors open(Path path, Reader reader) {
    String name = String.valueOf(path.getFileName());
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return reader.read(path, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (PickleException e) {
      throw new WeightsException(name, String.valueOf(e.getMessage()), e);
    } catch (IOException | UncheckedIOException e) {
      throw new WeightsException(
          path.toString(), "cannot be read: " + e.getMessage() + "; check the file", e);
    }
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public List<Long> shape(String tensor) {
    return tensor(tensor).shape();
  }

  @Override
  public float[] values(String tensor) {
    StoredTensor stored = tensor(tensor);
    if (!stored.dtype().readable()) {
      throw new WeightsException(
          name,
          "%s: expected F32, F16, BF16 or F64, found %s; save it as floating-point"
              .formatted(tensor, stored.dtype()));
    }
    try {
      return stored.values(channel);
    } catch (ArithmeticException e) {
      throw new WeightsException(name, tensor + ": expected less than 2 GiB, found more", e);
    } catch (PickleException e) {
      throw new WeightsException(name, tensor + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new WeightsException(name, tensor + ": cannot be read: " + e.getMessage(), e);
    }
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

  private StoredTensor tensor(String tensor) {
    StoredTensor stored = tensors.get(tensor);
    if (stored == null) {
      throw new WeightsException(name, tensor + ": no such tensor");
    }
    return stored;
  }
}
