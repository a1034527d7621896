package io.residua.backbone.dl4j;

import io.residua.backbone.weights.WeightsException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One vector of float32 as {@code Nd4j.write} writes it (BaseDataBuffer.write): a buffer of shape
 * information, then one of values, each with a head of how it was allocated, its length and its
 * type. Big-endian. Read in order, so that no more is held than was asked for.
 */
final class Nd4jArray {
  /** What versions since 1.0.0-alpha write; lengths are of 64 bits in them. */
  private static final Set<String> ALLOCATIONS = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");

  private static final int MOST_SHAPE_NUMBERS = 64;
  private static final int MOST_NAME_BYTES = 64;

  private final String file;
  private final DataInputStream in;
  private long left;

  private Nd4jArray(String file, DataInputStream in, long left) {
    this.file = file;
    this.in = in;
    this.left = left;
  }

  /**
   * Reads both heads.
   *
   * @param count how many values there must be
   * @throws WeightsException when it is another kind of array, or of another length
   */
  static Nd4jArray open(String file, DataInputStream in, long count) throws IOException {
    try {
      Nd4jArray array = new Nd4jArray(file, in, count);
      long numbers = array.head("LONG");
      if (numbers < 4 || numbers > MOST_SHAPE_NUMBERS) {
        throw array.fault("4 to %d numbers of a shape".formatted(MOST_SHAPE_NUMBERS), numbers);
      }
      array.checkShape(numbers, count);
      long values = array.head("FLOAT");
      if (values != count) {
        throw array.fault(count + " values for this graph", values);
      }
      return array;
    } catch (EOFException e) {
      throw new Nd4jArray(file, in, 0).fault("an array with its heads", "the end");
    }
  }

  /** The next values. */
  FloatBuffer take(int count) throws IOException {
    byte[] bytes = in.readNBytes(count * Float.BYTES);
    if (bytes.length < count * Float.BYTES) {
      throw fault("%d more values".formatted(left), bytes.length / Float.BYTES);
    }
    left -= count;
    FloatBuffer values = FloatBuffer.allocate(count);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values.array());
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values.get(i))) {
        throw fault("finite values", values.get(i));
      }
    }
    return values;
  }

  /** Checks that nothing is left. */
  void end() throws IOException {
    if (left != 0 || in.read() >= 0) {
      throw fault("the end behind the values", "more");
    }
  }

  private long head(String type) throws IOException {
    String allocation = name();
    if (!ALLOCATIONS.contains(allocation)) {
      throw fault("an array of ND4J 1.0.0 or later", allocation);
    }
    long length = in.readLong();
    String found = name();
    if (!found.equals(type)) {
      throw fault("values of type " + type, found);
    }
    return length;
  }

  /** Rank and extents, of which all but one must be 1; strides and flags follow. */
  private void checkShape(long numbers, long count) throws IOException {
    long rank = in.readLong();
    int whole = 0;
    int single = 0;
    for (int i = 1; i < numbers; i++) {
      long number = in.readLong();
      whole += i <= rank && number == count ? 1 : 0;
      single += i <= rank && number == 1 ? 1 : 0;
    }
    if (rank < 1 || numbers != 2 * rank + 4 || whole != 1 || single != rank - 1) {
      throw fault("a vector of %d values".formatted(count), "another array");
    }
  }

  private String name() throws IOException {
    int length = in.readUnsignedShort();
    if (length > MOST_NAME_BYTES) {
      throw fault("a name of at most %d bytes".formatted(MOST_NAME_BYTES), length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private WeightsException fault(String expected, Object found) {
    return new WeightsException(
        file,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(Dl4jZipEntries.COEFFICIENTS, expected, found));
  }
}
