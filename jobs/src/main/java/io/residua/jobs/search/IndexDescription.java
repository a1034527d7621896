package io.residua.jobs.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.RunDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code index.json} says; its fields are in kebab-case.
 *
 * @param format version of this form
 * @param productVersion of the code that built it
 * @param settings of the run whose embeddings are indexed: model, weights, preprocessing and so on
 * @param settingsId of that run
 * @param listId of that run
 * @param metric {@link Metric#label}
 * @param dimensions values of a vector
 * @param vectors indexed
 * @param mean subtracted from embeddings, float64 {@code [dimensions]}; empty for none
 * @param signatures how those in the files were made
 * @param graph how those in the files were made
 * @param groupVectors most vectors of a group, as was asked for
 * @param search how it is searched, as was measured
 * @param buildSeconds wall clock
 * @param groups none where search is exact
 */
record IndexDescription(
    int format,
    String productVersion,
    Map<String, String> settings,
    String settingsId,
    String listId,
    String metric,
    int dimensions,
    long vectors,
    List<Double> mean,
    SignatureForm signatures,
    GraphForm graph,
    int groupVectors,
    Measured search,
    double buildSeconds,
    List<Group> groups) {

  /** The form written now. */
  static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /**
   * @param bits of a signature
   * @param seed of its rotations
   */
  record SignatureForm(int bits, long seed) {}

  /**
   * @param degree most neighbours of a vector
   * @param beamWidth candidates for them
   */
  record GraphForm(int degree, int beamWidth) {}

  /**
   * How it is searched.
   *
   * @param how candidates are brought together
   * @param depth how many are ranked by their cosines, of each group
   * @param recall of the 10 nearest, 0 to 1, over {@code queries}; 1 where every vector is ranked
   * @param target that was asked for
   * @param queries vectors of the set it was measured by, themselves left out
   * @param millis a query took on one core, in the mean; 0 where it was not measured
   */
  record Measured(
      Effort.How how, int depth, double recall, double target, int queries, double millis) {

    Effort effort() {
      return new Effort(how, depth);
    }
  }

  /**
   * A group of consecutive shards.
   *
   * @param firstShard of the group
   * @param shardRows vectors of each shard
   * @param files graph, signatures, uris
   */
  record Group(int firstShard, List<Integer> shardRows, List<OutputFile> files) {

    Group {
      shardRows = List.copyOf(shardRows);
      files = List.copyOf(files);
      if (files.size() != 3) {
        throw new IllegalArgumentException(
            "files: expected graph, signatures and uris, found " + files);
      }
    }

    GroupPlan plan(int number) {
      return new GroupPlan(number, firstShard, shardRows);
    }
  }

  IndexDescription {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    mean = List.copyOf(mean);
    groups = List.copyOf(groups);
  }

  /** Where embeddings become unit vectors. */
  UnitVectors units() {
    return new UnitVectors(
        mean.isEmpty()
            ? new double[dimensions]
            : mean.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether searches go through all embeddings, without graphs. */
  boolean exact() {
    return groups.isEmpty();
  }

  /** Whether it is of the embeddings of this run. */
  boolean of(RunDescription run) {
    return settingsId.equals(run.settingsId()) && listId.equals(run.listId());
  }

  String toJson() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The description written by {@link #toJson}.
   *
   * @param where named in messages
   * @throws IOException when it is not one, or of another version
   */
  static IndexDescription fromJson(String json, String where) throws IOException {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree.path("format").asInt() != FORMAT) {
        throw new IOException(
            "[%s] format: expected %d, found %s; build it again by 'residua index --rebuild'"
                .formatted(where, FORMAT, tree.path("format")));
      }
      return MAPPER.treeToValue(tree, IndexDescription.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "[%s] expected the description of an index, found: %s; build it again by 'residua index --rebuild'"
              .formatted(where, e.getOriginalMessage()),
          e);
    }
  }
}
