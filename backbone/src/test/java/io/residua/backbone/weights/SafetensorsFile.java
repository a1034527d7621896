package io.residua.backbone.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes safetensors files, sound ones and others. */
final class SafetensorsFile {
  private SafetensorsFile() {}

  /** A file of a header and so many bytes of data, whatever the header says. */
  static Path raw(Path file, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(file, bytes.array());
  }

  /** Generated tensors under names of the writer's choice, in float32. */
  static Path of(Path file, NamedTensors tensors, Function<String, String> rename)
      throws IOException {
    Map<String, byte[]> data = new LinkedHashMap<>();
    List<String> entries = new ArrayList<>();
    int end = 0;
    for (String name : tensors.names()) {
      float[] values = tensors.values(name);
      ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      data.put(name, bytes.array());
      int begin = end;
      end += values.length * 4;
      entries.add(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(rename.apply(name), tensors.shape(name), begin, end));
    }
    raw(file, "{\"__metadata__\":{\"format\":\"pt\"}," + String.join(",", entries) + "} ", end);
    byte[] all = Files.readAllBytes(file);
    int at = all.length - end;
    for (byte[] bytes : data.values()) {
      System.arraycopy(bytes, 0, all, at, bytes.length);
      at += bytes.length;
    }
    return Files.write(file, all);
  }
}
