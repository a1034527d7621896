package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Lays a batch's rows out as a record batch, depth first as the schema is. Arrow's vectors would
 * add a validity bit to every value; where nothing is null the format lets validity be left out.
 */
final class ArrowMapColumns {

  private final MapBatch batch;
  private final List<ArrowFieldNode> nodes = new ArrayList<>();
  private final List<ArrowBuf> buffers = new ArrayList<>();

  private ArrowMapColumns(MapBatch batch) {
    this.batch = batch;
  }

  /** The record batch, which shares the batch's values; whoever asked for it closes it. */
  static ArrowRecordBatch recordBatch(MapBatch batch) {
    ArrowMapColumns columns = new ArrowMapColumns(batch);
    try {
      columns.addAll();
    } catch (RuntimeException e) {
      columns.buffers.forEach(ArrowBuf::close);
      throw e;
    }
    return new ArrowRecordBatch(
        batch.rows().size(),
        columns.nodes,
        columns.buffers,
        NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
        true,
        false);
  }

  private void addAll() {
    uris();
    for (MapColumns.Int32 column : MapColumns.int32s(batch.layout())) {
      node(rows());
      ArrowBuf data = buffer(rows() * Integer.BYTES);
      batch.rows().forEach(row -> data.writeInt(column.value().applyAsInt(row)));
    }
    for (MapColumns.Float64 column : MapColumns.FLOAT64S) {
      node(rows());
      ArrowBuf data = buffer(rows() * Double.BYTES);
      batch.rows().forEach(row -> data.writeDouble(column.value().applyAsDouble(row)));
    }
    if (batch.layout().fixed() != null) {
      node(rows());
      values();
    } else {
      variable();
    }
  }

  private void uris() {
    List<byte[]> uris =
        batch.rows().stream().map(row -> row.uri().getBytes(StandardCharsets.UTF_8)).toList();
    node(rows());
    ArrowBuf data = buffer(offsets(uris, uri -> uri.length));
    uris.forEach(data::writeBytes);
  }

  private void variable() {
    node(rows());
    node(rows());
    offsets(batch.shapes(), FeatureShape::size);
    values();
    node(rows());
    node(3 * rows());
    ArrowBuf shapes = buffer(3 * rows() * Integer.BYTES);
    batch.shapes().forEach(shape -> MapLayout.extents(shape).forEach(shapes::writeInt));
  }

  private void values() {
    ArrowBuf values = batch.values();
    node(values.readableBytes() / batch.dtype().bytes());
    values.getReferenceManager().retain();
    buffers.add(values);
  }

  private long rows() {
    return batch.rows().size();
  }

  /** A column without nulls, and its validity left out. */
  private void node(long length) {
    nodes.add(new ArrowFieldNode(length, 0));
    buffers.add(batch.allocator().getEmpty());
  }

  private ArrowBuf buffer(long bytes) {
    ArrowBuf buffer = batch.allocator().buffer(bytes);
    buffers.add(buffer);
    return buffer;
  }

  /**
   * Where each of the items begins, and where the last ends.
   *
   * @return the end
   */
  private <T> long offsets(List<T> items, ToLongFunction<T> length) {
    ArrowBuf offsets = buffer((rows() + 1) * Integer.BYTES);
    long end = 0;
    offsets.writeInt(0);
    for (T item : items) {
      end += length.applyAsLong(item);
      offsets.writeInt(Math.toIntExact(end));
    }
    return end;
  }
}
