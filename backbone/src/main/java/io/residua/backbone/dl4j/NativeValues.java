package io.residua.backbone.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Float32 arrays that are dense, in c order and begin their memory, and views of their values. */
final class NativeValues {

  private NativeValues() {}

  /**
   * An array of undefined values; the caller closes it.
   *
   * @throws OutOfMemoryError when there is no such block
   */
  static INDArray allocate(long... extents) {
    try {
      return Nd4j.createUninitialized(DataType.FLOAT, extents);
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains("bad_alloc")) {
        throw e;
      }
      throw new OutOfMemoryError(
          "[dl4j] expected native memory for %s values of float32, found less; lower --batch-size or the task slots"
              .formatted(Arrays.toString(extents)));
    }
  }

  /** All of them, at most 2 GiB; dies with the array. */
  static FloatBuffer of(INDArray array) {
    return part(array, 0, array.length());
  }

  /** Those of one image or clip of a batch; dies with the array. */
  static FloatBuffer ofImage(INDArray batch, int image) {
    long size = batch.length() / batch.size(0);
    return part(batch, image * size, size);
  }

  private static FloatBuffer part(INDArray array, long first, long count) {
    try (FloatPointer start = new FloatPointer(array.data().pointer())) {
      return start.position(first).limit(first + count).asByteBuffer().asFloatBuffer();
    }
  }
}
