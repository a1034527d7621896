package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.Stateful;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A NumPy type: {@code dtype('f4')}, then a state whose second value is the byte order, as {@code
 * numpy.dtype.__reduce__} has them.
 */
final class NumpyDtype implements Stateful {
  private static final Map<String, Dtype> KNOWN =
      Map.ofEntries(
          Map.entry("f2", Dtype.F16),
          Map.entry("f4", Dtype.F32),
          Map.entry("f8", Dtype.F64),
          Map.entry("i1", Dtype.I8),
          Map.entry("i2", Dtype.I16),
          Map.entry("i4", Dtype.I32),
          Map.entry("i8", Dtype.I64),
          Map.entry("u1", Dtype.U8),
          Map.entry("u2", Dtype.U16),
          Map.entry("u4", Dtype.U32),
          Map.entry("u8", Dtype.U64),
          Map.entry("b1", Dtype.BOOL));

  private final Optional<Dtype> dtype;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  /** A type by NumPy's code, {@code f4}; one that no tensor has is remembered as such. */
  NumpyDtype(String code) {
    this.dtype = Optional.ofNullable(KNOWN.get(code));
  }

  /** Empty for texts, objects, records. */
  Optional<Dtype> dtype() {
    return dtype;
  }

  ByteOrder order() {
    return order;
  }

  @Override
  public void state(Object state) {
    if (state instanceof List<?> parts && parts.size() > 1) {
      Object mark = parts.get(1);
      boolean big =
          mark.equals(">") || (mark instanceof Bytes bytes && bytes.shortText().equals(">"));
      order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }
}
