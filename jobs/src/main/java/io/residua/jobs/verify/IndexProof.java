package io.residua.jobs.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proves that an index, where there is one, is of the run, has a vector for each embedding and the
 * very files index.json names. Without index.json there is none: what a stopped build left means
 * nothing.
 */
final class IndexProof {

  private static final String FILE = "index/index.json";

  private final OutputFolder output;
  private final RecordedRun run;
  private final Faults faults;

  IndexProof(OutputFolder output, RecordedRun run, Faults faults) {
    this.output = output;
    this.run = run;
    this.faults = faults;
  }

  /**
   * @param embedded rows of all embeddings
   */
  void prove(long embedded) throws IOException {
    if (!output.exists(FILE)) {
      return;
    }
    try {
      prove(output.json(FILE), embedded);
    } catch (JsonProcessingException e) {
      faults.add(FILE, "the description of an index", e.getOriginalMessage());
    }
  }

  private void prove(JsonNode index, long embedded) throws IOException {
    faults.requireEqual(FILE, "settings-id", run.settingsId(), index.path("settings-id").asText());
    faults.requireEqual(FILE, "list-id", run.listId(), index.path("list-id").asText());
    faults.requireEqual(FILE, "vectors", embedded, index.path("vectors").asLong(-1));
    Set<String> known = new TreeSet<>(Set.of("index.json"));
    long rows = 0;
    for (JsonNode group : index.path("groups")) {
      for (JsonNode shard : group.path("shard-rows")) {
        rows += shard.asLong();
      }
      for (RecordedRun.RecordedFile file : RecordedRun.RecordedFile.list(group.path("files"))) {
        ShardProof.proveBytes(output, file, faults);
        known.add(file.path().substring(file.path().lastIndexOf('/') + 1));
      }
    }
    if (!index.path("groups").isEmpty()) {
      faults.requireEqual(FILE, "vectors of the groups", embedded, rows);
    }
    for (String name : output.names("index")) {
      if (!known.contains(name)) {
        faults.add("index/" + name, "only files of the index", "a stranger");
      }
    }
  }
}
