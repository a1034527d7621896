package io.residua.backbone.weights;

import io.jhdf.ObjectHeader;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One tensor of an HDF5 file, its shape checked against the file before a value is read. */
final class Hdf5Dataset {
  /** Twice the largest tensor of any ResNet, so that no file fills the heap. */
  static final int MOST_TENSOR_BYTES = 64 << 20;

  private static final int MOST_EXTENTS = 8;
  private static final Map<String, Dtype> IEEE =
      Map.of("2/5", Dtype.F16, "4/8", Dtype.F32, "8/11", Dtype.F64);

  private final String file;
  private final String name;
  private final Hdf5Storage storage;
  private final ObjectHeader header;
  private final DataType type;
  private final List<Long> shape;
  private final long bytes;

  /**
   * Reads what a header says.
   *
   * @throws WeightsException when no tensor is of such a shape
   */
  Hdf5Dataset(String file, String name, Hdf5Storage storage, ObjectHeader header) {
    this.file = file;
    this.name = name;
    this.storage = storage;
    this.header = header;
    this.type = header.getMessageOfType(DataTypeMessage.class).getDataType();
    long[] extents =
        header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong();
    this.shape = Arrays.stream(extents).boxed().toList();
    this.bytes = checkedBytes();
  }

  /** Extents, none negative. */
  List<Long> shape() {
    return shape;
  }

  /**
   * The values as float32, row-major.
   *
   * @throws WeightsException when they are no floating-point numbers, too many, or not in the file
   */
  float[] values() {
    Dtype dtype = dtype();
    if (bytes > MOST_TENSOR_BYTES) {
      throw fault("at most %d bytes in a tensor".formatted(MOST_TENSOR_BYTES), bytes);
    }
    ByteBuffer stored = stored();
    if (stored.remaining() != bytes) {
      throw fault("%d bytes for %s %s".formatted(bytes, dtype, shape), stored.remaining());
    }
    float[] values = new float[(int) (bytes / dtype.bytes())];
    dtype.read(stored.order(((FloatingPoint) type).getByteOrder()), values);
    return values;
  }

  private ByteBuffer stored() {
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    if (layout instanceof CompactDataLayoutMessage compact) {
      return compact.getDataBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    if (layout instanceof ContiguousDataLayoutMessage contiguous) {
      return storage.values(contiguous.getAddress(), bytes);
    }
    return new Hdf5Chunks(file, name, storage, header).read(shape, type.getSize());
  }

  private Dtype dtype() {
    if (type instanceof FloatingPoint floating) {
      // Bytes of the number, then bits of its exponent, as IEEE 754 has them.
      String format = floating.getSize() + "/" + floating.getExponentSize();
      Dtype dtype = IEEE.get(format);
      if (dtype != null) {
        return dtype;
      }
    }
    throw new WeightsException(
        file,
        "%s: expected IEEE floating-point numbers of 2, 4 or 8 bytes, found %s; save it as float32"
            .formatted(name, type.getClass().getSimpleName()));
  }

  private long checkedBytes() {
    if (shape.size() > MOST_EXTENTS) {
      throw fault("at most %d extents".formatted(MOST_EXTENTS), shape.size());
    }
    long product = type.getSize();
    try {
      for (long extent : shape) {
        product = Math.multiplyExact(product, extent);
      }
    } catch (ArithmeticException e) {
      throw fault("a shape that fits the file", shape);
    }
    boolean contiguous =
        header.getMessageOfType(DataLayoutMessage.class) instanceof ContiguousDataLayoutMessage;
    if (product < 0 || (contiguous && product > storage.size())) {
      throw fault("a shape that fits the file's %d bytes".formatted(storage.size()), shape);
    }
    return product;
  }

  private WeightsException fault(String expected, Object found) {
    return new WeightsException(
        file,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(name, expected, found));
  }
}
