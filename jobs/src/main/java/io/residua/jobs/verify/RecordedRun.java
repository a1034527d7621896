package io.residua.jobs.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What run.json says.
 *
 * @param settings what decides the values
 * @param settingsId SHA-256 of them, as recorded
 * @param listId SHA-256 of the plan, as recorded
 * @param images planned
 * @param shards of the plan
 * @param planFiles the plan's files, in order
 */
record RecordedRun(
    Map<String, String> settings,
    String settingsId,
    String listId,
    long images,
    int shards,
    List<RecordedFile> planFiles) {

  RecordedRun {
    settings = Map.copyOf(settings);
    planFiles = List.copyOf(planFiles);
  }

  static RecordedRun of(JsonNode json) {
    Map<String, String> settings = new LinkedHashMap<>();
    json.path("settings")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    return new RecordedRun(
        settings,
        json.path("settings-id").asText(),
        json.path("list-id").asText(),
        json.path("images").asLong(-1),
        json.path("shards").asInt(-1),
        RecordedFile.list(json.path("plan-files")));
  }

  /**
   * Length of an embedding, by Table 1 of He et al. 2016, of whose networks those of clips have the
   * channels; 0 for a model or stage not in it.
   */
  int channels() {
    return channels(settings.getOrDefault("residua.embedding-stage", ""));
  }

  /** Channels of a stage's map, likewise. */
  int channels(String label) {
    int stage = List.of("conv2_x", "conv3_x", "conv4_x", "conv5_x").indexOf(label);
    if (stage < 0) {
      return 0;
    }
    return switch (settings.getOrDefault("residua.model", "")) {
      case "resnet18", "resnet34", "resnet3d-18-basic", "resnet3d-34-basic" -> 64 << stage;
      case "resnet50", "resnet101", "resnet152" -> 256 << stage;
      case "resnet3d-18-bottleneck", "resnet3d-50", "resnet3d-101", "resnet3d-152" -> 256 << stage;
      default -> 0;
    };
  }

  /** Stages whose maps are stored. */
  List<String> maps() {
    String maps = settings.getOrDefault("residua.maps", "");
    return maps.isEmpty() ? List.of() : List.of(maps.split(",", -1));
  }

  /** Ending of the files of stage maps, which says their format. */
  String mapsFormat() {
    return settings.getOrDefault("residua.maps-format", "");
  }

  /**
   * A file that was placed.
   *
   * @param path below the output
   * @param bytes its length
   * @param sha256 of its bytes
   */
  record RecordedFile(String path, long bytes, String sha256) {

    static List<RecordedFile> list(JsonNode json) {
      List<RecordedFile> files = new ArrayList<>();
      json.forEach(
          file ->
              files.add(
                  new RecordedFile(
                      file.path("path").asText(),
                      file.path("bytes").asLong(-1),
                      file.path("sha256").asText())));
      return files;
    }
  }
}
