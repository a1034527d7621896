package io.residua.jobs.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residua.io.lake.LakeImage;
import io.residua.jobs.page.Visible;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param query uri of the image asked for
 * @param image asked for, where it is none of the output
 * @param metric {@link Metric#label}
 * @param effort it was found by
 * @param hits the nearest first
 */
record Answer(
    String query, @Nullable LakeImage image, String metric, Effort effort, List<Hit> hits) {

  Answer {
    hits = List.copyOf(hits);
  }

  /** A table for a person. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "nearest to %s by %s%n", Visible.of(query), effort.text()));
    text.append(String.format(Locale.ROOT, "%5s  %14s  %s%n", "rank", metric, "uri"));
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      text.append(
          String.format(
              Locale.ROOT, "%5d  %14.4f  %s%n", i + 1, hit.cosine(), Visible.of(hit.uri())));
    }
    return text.toString();
  }

  /** The same for a program. */
  String toJson() {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode json = mapper.createObjectNode();
    json.put("query", query);
    json.put("metric", metric);
    json.put("how", effort.how().name().toLowerCase(Locale.ROOT));
    ArrayNode results = json.putArray("results");
    for (Hit hit : hits) {
      results
          .addObject()
          .put("rank", results.size())
          .put("uri", hit.uri())
          .put("cosine", hit.cosine());
    }
    try {
      return mapper.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
