package io.residua.backbone.weights;

import io.jhdf.GlobalHeap;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A short text that an HDF5 file says of itself. */
final class Hdf5Text {
  private static final int MOST_BYTES = 256;
  private static final int REFERENCE_BYTES = 16;

  private Hdf5Text() {}

  /** The text of an attribute that has one of at most 256 bytes; h5py writes both kinds. */
  static Optional<String> read(AttributeMessage attribute, Hdf5Storage storage) {
    ByteBuffer data = attribute.getDataBuffer();
    if (data == null || attribute.getDataSpace().getDimensionsAsLong().length > 0) {
      return Optional.empty();
    }
    if (attribute.getDataType() instanceof StringData) {
      return text(data.duplicate());
    }
    return attribute.getDataType() instanceof VariableLength && data.remaining() >= REFERENCE_BYTES
        ? text(referenced(data.duplicate().order(ByteOrder.LITTLE_ENDIAN), storage))
        : Optional.empty();
  }

  /** Length, then the address of a heap, then the object's number in it. */
  private static ByteBuffer referenced(ByteBuffer reference, Hdf5Storage storage) {
    reference.getInt();
    GlobalHeap heap = new GlobalHeap(storage, reference.getLong());
    return heap.getObjectData(reference.getInt());
  }

  private static Optional<String> text(ByteBuffer data) {
    if (data.remaining() > MOST_BYTES) {
      return Optional.empty();
    }
    String text = StandardCharsets.UTF_8.decode(data).toString();
    int end = text.indexOf('\0');
    return Optional.of(end < 0 ? text : text.substring(0, end));
  }
}
