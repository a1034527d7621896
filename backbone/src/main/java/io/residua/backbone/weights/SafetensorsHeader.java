package io.residua.backbone.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON header of a safetensors file, each statement of it checked. */
final class SafetensorsHeader {
  private static final String METADATA = "__metadata__";
  private static final int MOST_EXTENTS = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;
  private final long dataBytes;
  private final JsonParser json;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(String file, long dataBytes, JsonParser json) {
    this.file = file;
    this.dataBytes = dataBytes;
    this.json = json;
  }

  /**
   * What the header says of one tensor.
   *
   * @param dtype type of its values
   * @param shape extents, none negative
   * @param begin first byte, counted from the end of the header
   * @param end byte behind the last
   */
  record Entry(Dtype dtype, List<Long> shape, long begin, long end) {
    Entry {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Parses and checks.
   *
   * @param dataBytes bytes of the file behind the header
   * @throws WeightsException when the header is no such JSON, a name comes twice, or the tensors do
   *     not cover the file's bytes exactly once
   */
  static SafetensorsHeader parse(String file, byte[] header, long dataBytes) {
    try (JsonParser json = JSON.createParser(header)) {
      SafetensorsHeader parsed = new SafetensorsHeader(file, dataBytes, json);
      parsed.tensors();
      parsed.checkCover();
      return parsed;
    } catch (IOException e) {
      throw new WeightsException(
          file, "header: expected safetensors' JSON, found a fault: " + firstLine(e), e);
    }
  }

  /** The tensors by name, in the file's order. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** The texts of {@code __metadata__}. */
  Map<String, String> metadata() {
    return metadata;
  }

  private void tensors() throws IOException {
    expect(json.nextToken() == JsonToken.START_OBJECT, "header", "a JSON object", json.getText());
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(METADATA)) {
        readMetadata();
      } else {
        entries.put(name, entry(name));
      }
    }
    JsonToken behind = json.nextToken();
    expect(behind == null, "header", "its end behind the object", behind);
  }

  /**
   * Texts by name; what else is in there breaks the format, but nothing of ours, and is passed
   * over.
   */
  private void readMetadata() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        metadata.put(key, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private Entry entry(String name) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, name, "an object", json.getText());
    Dtype dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> dtype = dtype(name);
        case "shape" -> shape = numbers(name, key);
        case "data_offsets" -> offsets = numbers(name, key);
        default -> throw fault(name, "dtype, shape and data_offsets", key);
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw fault(name, "dtype, shape and two data_offsets", "not all of them");
    }
    return checked(name, new Entry(dtype, shape, offsets.get(0), offsets.get(1)));
  }

  private Entry checked(String name, Entry entry) {
    expect(
        entry.begin <= entry.end && entry.end <= dataBytes,
        name,
        "data_offsets in order within the file's %d bytes (a file cut short is downloaded again)"
            .formatted(dataBytes),
        List.of(entry.begin, entry.end));
    long bytes = entry.dtype.bytes();
    try {
      for (long extent : entry.shape) {
        bytes = Math.multiplyExact(bytes, extent);
      }
    } catch (ArithmeticException e) {
      throw fault(name, "a shape that fits the file", entry.shape);
    }
    expect(
        bytes == entry.end - entry.begin,
        name,
        "%d bytes for %s %s".formatted(bytes, entry.dtype, entry.shape),
        entry.end - entry.begin);
    return entry;
  }

  private Dtype dtype(String name) throws IOException {
    String text = json.getText();
    for (Dtype dtype : Dtype.values()) {
      if (dtype.name().equals(text)) {
        return dtype;
      }
    }
    throw fault(name, "one of " + List.of(Dtype.values()), text);
  }

  private List<Long> numbers(String name, String key) throws IOException {
    expect(
        json.currentToken() == JsonToken.START_ARRAY, name, key + " to be a list", json.getText());
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
      expect(whole && json.getLongValue() >= 0, name, key + " of at least 0", json.getText());
      numbers.add(json.getLongValue());
      expect(numbers.size() <= MOST_EXTENTS, name, "at most 8 numbers in " + key, "more");
    }
    return numbers;
  }

  private void checkCover() {
    List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(entries.entrySet());
    byPlace.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long end = 0;
    for (Map.Entry<String, Entry> next : byPlace) {
      expect(
          next.getValue().begin() == end,
          next.getKey(),
          "to begin at byte " + end + ", where the tensor before it ends",
          next.getValue().begin());
      end = next.getValue().end();
    }
    expect(end == dataBytes, "tensors", dataBytes + " bytes in all, the rest of the file", end);
  }

  private void expect(boolean holds, String what, String expected, @Nullable Object found) {
    if (!holds) {
      throw fault(what, expected, found);
    }
  }

  private WeightsException fault(String what, String expected, @Nullable Object found) {
    return new WeightsException(
        file,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(what, expected, found));
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("none");
  }
}
