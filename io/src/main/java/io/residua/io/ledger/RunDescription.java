package io.residua.io.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residua.io.container.PassedColumn;
import io.residua.io.features.StoredMaps;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run is to do, frozen in run.json before any work.
 *
 * @param format version of this description's form
 * @param productVersion of the code that froze it
 * @param settings everything that decides the values of a feature
 * @param settingsId SHA-256 of the settings
 * @param selection what was listed
 * @param columns passed through from the input to the embeddings
 * @param listId SHA-256 of the plan
 * @param images planned, each once
 * @param shards of the plan, numbered from 0
 * @param shardImages most images of a shard
 * @param bytes of all images
 * @param skippedHidden files whose name, or that of a folder of theirs, begins with . or _
 * @param skippedByGlob files left out by include and exclude
 * @param skippedSpecial what is no file
 * @param duplicates how many times a uri was met again
 * @param planFiles the plan
 * @param since the run rows are copied from
 * @param calibration {@link Calibration#summary} of a run in 8 bits; empty for any other
 */
public record RunDescription(
    int format,
    String productVersion,
    Map<String, String> settings,
    String settingsId,
    InputSelection selection,
    List<PassedColumn> columns,
    String listId,
    long images,
    int shards,
    int shardImages,
    long bytes,
    long skippedHidden,
    long skippedByGlob,
    long skippedSpecial,
    long duplicates,
    List<OutputFile> planFiles,
    Since since,
    Map<String, String> calibration) {

  /** The form written now. */
  public static final int FORMAT = 1;

  public RunDescription {
    settings = Ordered.copyOf(settings);
    columns = List.copyOf(columns);
    planFiles = List.copyOf(planFiles);
    calibration = Ordered.copyOf(calibration);
  }

  /**
   * Refuses to go on with anything but what was frozen.
   *
   * @param sinceNow output of the run rows are to be copied from, qualified; empty for none
   * @throws SettingsDiffer naming every difference
   */
  public void requireSame(
      Map<String, String> settingsNow, InputSelection selectionNow, String sinceNow) {
    SettingsDiffer.check(this, settingsNow, selectionNow, sinceNow);
  }

  /** What the footer of every file of a shard says of its origin. */
  public Map<String, String> fileKeyValues(int shard) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("residua.product-version", productVersion);
    all.putAll(settings);
    all.put("residua.settings-id", settingsId);
    all.put("residua.list-id", listId);
    all.put("residua.shard", Integer.toString(shard));
    return all;
  }

  /**
   * Refuses a file that is not a shard's of this run.
   *
   * @param keyValues of the file's footer
   * @param where named in messages
   */
  void requireOrigin(int shard, Map<String, String> keyValues, Object where) throws IOException {
    Map<String, String> origin = fileKeyValues(shard);
    for (String key : List.of("residua.settings-id", "residua.list-id", "residua.shard")) {
      if (!Objects.equals(origin.get(key), keyValues.get(key))) {
        throw new IOException(
            "[%s] %s: expected %s, found %s; it is not this shard's of this run: move it away, or use another output"
                .formatted(where, key, origin.get(key), keyValues.get(key)));
      }
    }
  }

  /** Which stage maps go into the output beside the embeddings. */
  public StoredMaps maps() {
    return StoredMaps.of(settings);
  }

  /** This as JSON, for instance to send it to executors: records do not survive Kryo. */
  public String toJson() {
    return Json.write(this);
  }

  private static void complete(JsonNode run) {
    if (run instanceof ObjectNode all && !all.has("since")) {
      all.putPOJO("since", Since.NONE);
    }
    if (run.get("selection") instanceof ObjectNode selection && !selection.has("form")) {
      selection.putPOJO("form", InputForm.NONE);
    }
    if (run instanceof ObjectNode object && !object.has("columns")) {
      object.putArray("columns");
    }
    if (run instanceof ObjectNode object && !object.has("calibration")) {
      object.putObject("calibration");
    }
  }

  /**
   * The description written by {@link #toJson}.
   *
   * @param where named in messages
   * @throws IOException when it is not one, or of a later version
   */
  public static RunDescription fromJson(String json, String where) throws IOException {
    return Json.read(json, RunDescription.class, FORMAT, where, RunDescription::complete);
  }
}
