package io.residua.jobs.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Proves one shard: its record, its files, and that each planned image is in exactly one row. */
final class ShardProof {

  /**
   * What a shard holds.
   *
   * @param embedded rows of embeddings
   * @param quarantined images by code
   */
  record Counted(long embedded, Map<String, Long> quarantined) {}

  /** Of 2,048 squares of float32, each off by 2^-24 at most. */
  private static final double ROUNDING = 1e-5;

  private final OutputFolder output;
  private final RecordedRun run;
  private final int shard;
  private final List<String> planned;
  private final Faults faults;
  private final String name;

  ShardProof(OutputFolder output, RecordedRun run, int shard, List<String> planned, Faults faults) {
    this.output = output;
    this.run = run;
    this.shard = shard;
    this.planned = planned;
    this.faults = faults;
    this.name = String.format(Locale.ROOT, "shard-%06d", shard);
  }

  Counted prove() {
    String record = "_residua/ledger/" + name + ".json";
    try {
      if (!output.exists(record)) {
        faults.add(record, "the record of a finished shard", "none");
        return new Counted(0, Map.of());
      }
      JsonNode json = output.json(record);
      faults.requireEqual(
          record, "settings-id", run.settingsId(), json.path("settings-id").asText());
      faults.requireEqual(record, "list-id", run.listId(), json.path("list-id").asText());
      faults.requireEqual(record, "shard", shard, json.path("shard").asInt(-1));
      Counted counted = proveFiles(RecordedRun.RecordedFile.list(json.path("files")));
      faults.requireEqual(record, "embedded", counted.embedded, json.path("embedded").asLong(-1));
      faults.requireEqual(
          record, "quarantined", counted.quarantined, codes(json.path("quarantined")));
      return counted;
    } catch (IOException | RuntimeException e) {
      faults.add(record, "a record and files that can be read", String.valueOf(e.getMessage()));
      return new Counted(0, Map.of());
    }
  }

  private Counted proveFiles(List<RecordedRun.RecordedFile> files) throws IOException {
    for (RecordedRun.RecordedFile file : files) {
      if (!proveBytes(output, file, faults)) {
        return new Counted(0, Map.of());
      }
    }
    String embeddings = "embeddings/" + name + ".parquet";
    String quarantine = "quarantine/" + name + ".parquet";
    List<String> uris;
    List<JsonNode> quarantined;
    try (ParquetColumns rows = output.parquet(embeddings)) {
      proveOrigin(embeddings, rows.keyValues());
      quarantined = quarantined(rows.keyValues());
      uris = rows.strings("uri");
      proveVectors(embeddings, uris, rows.vectors("embedding"));
    }
    provePlaces(embeddings, uris, quarantined);
    proveQuarantine(quarantine, quarantined);
    List<String> expected = new ArrayList<>();
    expected.add(embeddings);
    if (!quarantined.isEmpty()) {
      expected.add(quarantine);
    }
    for (String stage : run.maps()) {
      expected.add("maps/%s/%s.%s".formatted(stage, name, run.mapsFormat()));
    }
    faults.requireEqual(
        "_residua/ledger/" + name + ".json",
        "files",
        expected,
        files.stream().map(RecordedRun.RecordedFile::path).toList());
    for (String stage : run.maps()) {
      proveMaps(stage, uris);
    }
    return new Counted(uris.size(), count(quarantined));
  }

  /** Whether a file is there with the bytes its record speaks of. */
  static boolean proveBytes(OutputFolder output, RecordedRun.RecordedFile file, Faults faults)
      throws IOException {
    if (!output.exists(file.path())) {
      faults.add(file.path(), "a file of " + file.bytes() + " bytes", "none");
      return false;
    }
    long bytes = output.length(file.path());
    if (bytes != file.bytes()) {
      faults.add(file.path(), file.bytes() + " bytes", bytes);
      return false;
    }
    String sha256 = output.sha256(file.path());
    faults.requireEqual(file.path(), "SHA-256", file.sha256(), sha256);
    return sha256.equals(file.sha256());
  }

  private void proveOrigin(String file, Map<String, String> keyValues) {
    Map<String, String> expected = new LinkedHashMap<>(run.settings());
    expected.put("residua.settings-id", run.settingsId());
    expected.put("residua.list-id", run.listId());
    expected.put("residua.shard", Integer.toString(shard));
    expected.forEach(
        (key, value) -> faults.requireEqual(file, key, value, String.valueOf(keyValues.get(key))));
  }

  private void proveVectors(String file, List<String> uris, List<ParquetColumns.Vector> vectors) {
    faults.requireEqual(file, "embeddings", uris.size(), vectors.size());
    for (int i = 0; i < Math.min(uris.size(), vectors.size()); i++) {
      String row = file + " " + uris.get(i);
      faults.requireEqual(row, "length", run.channels(), vectors.get(i).length());
      if (!vectors.get(i).finite()) {
        faults.add(row, "finite values", "NaN or infinity");
      }
      proveLength(row, vectors.get(i).squares());
    }
  }

  /** Of vectors scaled to length 1; one of zeros has no direction and stays as it is. */
  private void proveLength(String row, double squares) {
    boolean scaled = Boolean.parseBoolean(run.settings().get("residua.l2"));
    if (scaled && squares != 0 && Math.abs(squares - 1) > ROUNDING) {
      faults.add(row, "a vector of length 1", Math.sqrt(squares));
    }
  }

  /** Embedded and quarantined images, each in the order of the plan, are together the plan. */
  private void provePlaces(String file, List<String> embedded, List<JsonNode> quarantined) {
    Map<String, String> places = new HashMap<>();
    List<String> all = new ArrayList<>(embedded);
    quarantined.forEach(row -> all.add(row.path("uri").asText()));
    for (String uri : all) {
      if (places.put(uri, uri) != null) {
        faults.add(file, "each image in one row", uri + " in two");
      }
    }
    for (String uri : planned) {
      if (places.remove(uri) == null) {
        faults.add(file, "a row for " + uri, "none");
      }
    }
    places.keySet().forEach(uri -> faults.add(file, "planned images only", uri));
    List<String> inOrder = new ArrayList<>(planned);
    inOrder.retainAll(Set.copyOf(embedded));
    if (places.isEmpty() && !inOrder.equals(embedded)) {
      faults.add(file, "rows in the order of the plan", "another order");
    }
  }

  private void proveQuarantine(String file, List<JsonNode> quarantined) throws IOException {
    if (quarantined.isEmpty()) {
      return;
    }
    try (ParquetColumns rows = output.parquet(file)) {
      proveOrigin(file, rows.keyValues());
      faults.requireEqual(file, "uris", texts(quarantined, "uri"), rows.strings("uri"));
      faults.requireEqual(file, "codes", texts(quarantined, "code"), rows.strings("code"));
    }
  }

  /** Maps are of the embedded images, in their order, of their stage's channels and finite. */
  private void proveMaps(String stage, List<String> embedded) throws IOException {
    String file = "maps/%s/%s.%s".formatted(stage, name, run.mapsFormat());
    List<String> uris = new ArrayList<>();
    Consumer<StoredMap> each =
        map -> {
          uris.add(map.uri());
          proveMap(file + " " + map.uri(), stage, map);
        };
    Map<String, String> keyValues =
        run.mapsFormat().equals("arrow")
            ? MapReader.arrow(output, file, each)
            : MapReader.parquet(output, file, each);
    proveOrigin(file, keyValues);
    faults.requireEqual(
        file, "residua.map-stage", stage, String.valueOf(keyValues.get("residua.map-stage")));
    faults.requireEqual(file, "uris", embedded, uris);
  }

  private void proveMap(String row, String stage, StoredMap map) {
    if (map.extents().isEmpty() || map.extents().get(0) != run.channels(stage)) {
      faults.add(row, "channels " + run.channels(stage), map.extents());
    }
    faults.requireEqual(row, "values", map.expectedValues(), map.values());
    if (!map.finite()) {
      faults.add(row, "finite values", "NaN or infinity");
    }
  }

  private static List<JsonNode> quarantined(Map<String, String> keyValues)
      throws JsonProcessingException {
    List<JsonNode> rows = new ArrayList<>();
    new ObjectMapper()
        .readTree(keyValues.getOrDefault("residua.quarantined", "missing"))
        .forEach(rows::add);
    return rows;
  }

  private static List<String> texts(List<JsonNode> rows, String field) {
    return rows.stream().map(row -> row.path(field).asText()).toList();
  }

  private static Map<String, Long> count(List<JsonNode> quarantined) {
    Map<String, Long> codes = new HashMap<>();
    texts(quarantined, "code").forEach(code -> codes.merge(code, 1L, Long::sum));
    return codes;
  }

  private static Map<String, Long> codes(JsonNode json) {
    Map<String, Long> codes = new HashMap<>();
    json.properties().forEach(code -> codes.put(code.getKey(), code.getValue().asLong(-1)));
    return codes;
  }
}
