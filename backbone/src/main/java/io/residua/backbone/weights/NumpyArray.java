package io.residua.backbone.weights;

import static java.util.stream.Collectors.toSet;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.Stateful;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A NumPy array: {@code _reconstruct(ndarray, (0,), b'b')}, then the state {@code (version, shape,
 * dtype, is_fortran, bytes)}, as {@code numpy.ndarray.__reduce__} has them.
 */
final class NumpyArray implements Stateful {
  private static final int STATE_PARTS = 5;

  private Optional<Contents> contents = Optional.empty();

  /**
   * What an array holds.
   *
   * @param strides in values, one for each extent
   */
  record Contents(List<Long> shape, List<Long> strides, NumpyDtype dtype, Bytes bytes) {}

  /** Empty for arrays of objects and the like. */
  Optional<Contents> contents() {
    return contents;
  }

  @Override
  public void state(Object state) {
    if (state instanceof List<?> parts && parts.size() == STATE_PARTS) {
      Object fortran = parts.get(3);
      boolean firstFastest = fortran.equals(true) || fortran.equals(1L);
      fill(PickledObjects.numbers(parts.get(1)), firstFastest, parts.get(2), parts.get(4));
    }
  }

  /**
   * {@code _frombuffer(buffer, dtype, shape, order)} of protocol 5; since NumPy 2.3 the order may
   * be {@code K}, with the axes behind, which a transpose then brings into another order.
   */
  static NumpyArray fromBuffer(List<Object> arguments) {
    Object bytes = PickledObjects.argument(arguments, 0);
    Object dtype = PickledObjects.argument(arguments, 1);
    List<Long> shape = PickledObjects.numbers(PickledObjects.argument(arguments, 2));
    String order = PickledObjects.name(PickledObjects.argument(arguments, 3));
    NumpyArray array = new NumpyArray();
    array.fill(shape, order.equals("F"), dtype, bytes);
    if (order.equals("K")) {
      array.transpose(PickledObjects.numbers(PickledObjects.argument(arguments, 4)));
    }
    return array;
  }

  private void fill(List<Long> shape, boolean firstFastest, Object dtype, Object bytes) {
    if (dtype instanceof NumpyDtype type && type.dtype().isPresent()) {
      try {
        List<Long> strides = StoredTensor.dense(shape, firstFastest);
        contents = Optional.of(new Contents(shape, strides, type, PickledObjects.bytes(bytes)));
      } catch (ArithmeticException e) {
        throw PickledObjects.unexpected("extents that fit the file", shape.toString());
      }
    }
  }

  private void transpose(List<Long> axes) {
    contents =
        contents.map(
            in ->
                new Contents(
                    picked(in.shape(), axes), picked(in.strides(), axes), in.dtype(), in.bytes()));
  }

  private static List<Long> picked(List<Long> all, List<Long> axes) {
    if (axes.size() != all.size()
        || !Set.copyOf(axes).equals(LongStream.range(0, all.size()).boxed().collect(toSet()))) {
      throw PickledObjects.unexpected("each axis once", axes.toString());
    }
    return axes.stream().map(axis -> all.get(axis.intValue())).toList();
  }
}
