package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the values of a tensor lie.
 *
 * @param dtype of its values
 * @param order of their bytes
 * @param shape extents
 * @param strides in values, one for each extent
 * @param offset of the first value among those of {@code bytes}
 * @param bytes that hold them, perhaps with others
 */
record StoredTensor(
    Dtype dtype, ByteOrder order, List<Long> shape, List<Long> strides, long offset, Bytes bytes) {
  /** Networks use 5 at most. */
  static final int MOST_EXTENTS = 16;

  StoredTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /**
   * A tensor of PyTorch.
   *
   * @param order of the storage's bytes
   * @param storage where the storage's values lie
   * @throws WeightsException when it reaches beyond them
   */
  static StoredTensor of(
      String file, String name, TorchTensor tensor, ByteOrder order, Bytes storage) {
    Dtype dtype = tensor.storage().dtype();
    return checked(
        file,
        name,
        new StoredTensor(dtype, order, tensor.shape(), tensor.strides(), tensor.offset(), storage));
  }

  /**
   * An array of NumPy.
   *
   * @param paddle whether uint16 stands for bfloat16, which NumPy has not
   * @throws WeightsException when it has fewer bytes than its extents say
   */
  static StoredTensor of(String file, String name, NumpyArray.Contents array, boolean paddle) {
    Dtype own = array.dtype().dtype().orElseThrow();
    Dtype dtype = paddle && own == Dtype.U16 ? Dtype.BF16 : own;
    ByteOrder order = array.dtype().order();
    return checked(
        file,
        name,
        new StoredTensor(dtype, order, array.shape(), array.strides(), 0, array.bytes()));
  }

  private static StoredTensor checked(String file, String name, StoredTensor tensor) {
    long held = tensor.bytes.length() / tensor.dtype.bytes();
    if (tensor.within(held)) {
      return tensor;
    }
    throw new WeightsException(
        file,
        "%s: expected %s with strides %s from %d to be within %d values, each once, found more; the file is damaged, get it again"
            .formatted(name, tensor.shape, tensor.strides, tensor.offset, held));
  }

  private boolean within(long held) {
    try {
      return count() <= held && offset <= held - span();
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Strides of values that lie dense, the last extent varying fastest, or the first. */
  static List<Long> dense(List<Long> shape, boolean firstFastest) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int i = 0; i < shape.size(); i++) {
      strides.add(stride);
      long extent = shape.get(firstFastest ? i : shape.size() - 1 - i);
      stride = extent == 0 ? 0 : Math.multiplyExact(stride, extent);
    }
    if (!firstFastest) {
      Collections.reverse(strides);
    }
    return strides;
  }

  /** How many values it has. */
  long count() {
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    return count;
  }

  /** How many values lie between the first and the last, with both; 0 where there is none. */
  private long span() {
    if (shape.contains(0L)) {
      return 0;
    }
    long span = 1;
    for (int i = 0; i < shape.size(); i++) {
      span = Math.addExact(span, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
    }
    return span;
  }

  /** The values as float32, row-major. */
  float[] values(FileChannel file) throws IOException {
    long bytes = Math.multiplyExact(span(), dtype.bytes());
    ByteBuffer source =
        this.bytes.read(file, offset * dtype.bytes(), Math.toIntExact(bytes)).order(order);
    float[] values = new float[(int) span()];
    dtype.read(source, values);
    return strides.equals(dense(shape, false)) ? values : gathered(values);
  }

  private float[] gathered(float[] source) {
    float[] values = new float[(int) count()];
    long[] index = new long[shape.size()];
    for (int i = 0, from = 0; i < values.length; i++) {
      values[i] = source[from];
      for (int axis = index.length - 1; axis >= 0; axis--) {
        index[axis]++;
        from += (int) (long) strides.get(axis);
        if (index[axis] < shape.get(axis)) {
          break;
        }
        from -= (int) (index[axis] * strides.get(axis));
        index[axis] = 0;
      }
    }
    return values;
  }
}
