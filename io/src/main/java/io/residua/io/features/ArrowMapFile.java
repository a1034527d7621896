package io.residua.io.features;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Writes stage maps in <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow's IPC
 * file format</a>. Arrow's own writer closes a file into a valid one after any exception and copies
 * key-values into a hash map; this one writes the same messages.
 */
final class ArrowMapFile extends BatchedMapFile {

  static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final ArrowMapSchema schema;
  private final FileChannel file;
  private final WriteChannel out;
  private final List<ArrowBlock> blocks = new ArrayList<>();

  private ArrowMapFile(Path spool, MapBatch batch, ArrowMapSchema schema, FileChannel file) {
    super(spool, batch);
    this.schema = schema;
    this.file = file;
    this.out = new WriteChannel(file);
  }

  static ArrowMapFile open(Path spool, MapBatch batch, Map<String, String> keyValues)
      throws IOException {
    ArrowMapSchema schema = new ArrowMapSchema(batch.layout(), batch.dtype(), keyValues);
    FileChannel file =
        FileChannel.open(spool, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new ArrowMapFile(spool, batch, schema, file);
  }

  @Override
  void begin() throws IOException {
    out.write(MAGIC);
    out.align();
    MessageSerializer.serialize(out, schema);
  }

  @Override
  void write(MapBatch rows) throws IOException {
    try (ArrowRecordBatch batch = ArrowMapColumns.recordBatch(rows)) {
      blocks.add(MessageSerializer.serialize(out, batch));
    }
  }

  @Override
  void end(Map<String, String> counts) throws IOException {
    out.writeIntLittleEndian(MessageSerializer.IPC_CONTINUATION_TOKEN);
    out.writeIntLittleEndian(0);
    long footer = out.getCurrentPosition();
    out.write(new ArrowFooter(schema, List.of(), blocks, new TreeMap<>(counts)), false);
    out.writeIntLittleEndian(Math.toIntExact(out.getCurrentPosition() - footer));
    out.write(MAGIC);
    file.close();
  }

  @Override
  void cut() throws IOException {
    file.close();
  }
}
