package io.residua.io.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Records as JSON with kebab-case fields; fields a later version added are passed over. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T read(String json, Class<T> type, int format, String where) throws IOException {
    return read(json, type, format, where, tree -> {});
  }

  /**
   * @param complete adds what earlier versions did not write
   */
  static <T> T read(
      String json, Class<T> type, int format, String where, Consumer<JsonNode> complete)
      throws IOException {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int found = tree.path("format").asInt(0);
      if (found != format) {
        throw new IOException(
            "[%s] format: expected %d, found %s; it was not written by this version of Residua: use the one that wrote it, or another output folder"
                .formatted(where, format, tree.path("format")));
      }
      complete.accept(tree);
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "[%s] expected the JSON of a %s, found: %s; if the file is damaged, move it away and run the same command again"
              .formatted(where, type.getSimpleName(), e.getOriginalMessage()),
          e);
    }
  }
}
