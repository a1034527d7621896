package io.residua.io.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Quarantined rows as the JSON array a footer carries. */
final class QuarantinedJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private QuarantinedJson() {}

  static String write(List<QuarantinedRow> rows) {
    try {
      return MAPPER.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<QuarantinedRow> read(String json, String where) throws IOException {
    try {
      return MAPPER.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IOException(
          "[%s] %s: expected a JSON array of quarantined rows, found: %s; move the file away and run the same command again"
              .formatted(where, EmbeddingFooter.QUARANTINED, e.getOriginalMessage()),
          e);
    }
  }
}
