package io.residua.backbone.weights;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Writes weights as a safetensors file any library reads: torchvision's names, kernels OIHW, the
 * first convolution of R, G, B, float32. Its {@code __metadata__} holds the card, so that nothing
 * needs to be assumed of it again.
 */
public final class SafetensorsWriter {
  /** The header is filled up to a multiple of this, so that values lie aligned. */
  private static final int ALIGNMENT = 8;

  private final WeightsSource weights;

  private SafetensorsWriter(WeightsSource weights) {
    this.weights = weights;
  }

  /**
   * Writes a file, whole or not at all, and never over another.
   *
   * @throws FileAlreadyExistsException when there is one of that name
   */
  public static void write(WeightsSource weights, Path file) throws IOException {
    Path temp = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      new SafetensorsWriter(weights).write(temp);
      place(temp, file);
    } finally {
      Files.deleteIfExists(temp);
    }
  }

  /** A link never overwrites; a file system without links has a move that looks first. */
  private static void place(Path temp, Path file) throws IOException {
    try {
      Files.createLink(file, temp);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(temp, file);
    }
  }

  private void write(Path temp) throws IOException {
    try (FileChannel channel = FileChannel.open(temp, WRITE, CREATE_NEW)) {
      byte[] header = header();
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(channel, length.putLong(header.length).flip());
      writeAll(channel, ByteBuffer.wrap(header));
      for (String name : weights.names()) {
        float[] values = weights.values(name);
        ByteBuffer bytes =
            ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        writeAll(channel, bytes);
      }
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private byte[] header() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> entry : metadata().entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      long begin = 0;
      for (String name : weights.names()) {
        begin = writeEntry(json, name, begin);
      }
      json.writeEndObject();
    }
    while (out.size() % ALIGNMENT != 0) {
      out.write(' ');
    }
    return out.toByteArray();
  }

  private long writeEntry(JsonGenerator json, String name, long begin) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("dtype", "F32");
    json.writeArrayFieldStart("shape");
    long values = 1;
    for (long extent : weights.shape(name)) {
      json.writeNumber(extent);
      values *= extent;
    }
    long end = begin + values * Float.BYTES;
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(begin);
    json.writeNumber(end);
    json.writeEndArray();
    json.writeEndObject();
    return end;
  }

  /** What was only assumed of the preprocessing is left out, and so assumed again. */
  private Map<String, String> metadata() {
    WeightsCard card = weights.card();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(Cards.MODEL, card.spec().name());
    if (card.preprocessing() != null && card.preprocessingSure()) {
      metadata.put(Cards.PREPROCESSING, card.preprocessing().name());
    }
    metadata.put("residua.source", card.source());
    metadata.put("residua.source-sha256", weights.sha256());
    return metadata;
  }
}
