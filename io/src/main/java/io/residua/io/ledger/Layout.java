package io.residua.io.ledger;

import io.residua.backbone.Stage;
import io.residua.io.features.MapsFormat;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths below an output folder. */
final class Layout {

  static final String EMBEDDINGS = "embeddings";
  static final String QUARANTINE = "quarantine";
  static final String MAPS = "maps";
  static final String ARRAY = "npy/embeddings.npy";
  static final String ARRAY_IDS = "npy/ids.parquet";
  static final String INDEX = "index";
  static final String INDEX_JSON = "index/index.json";
  static final String SUCCESS = "_SUCCESS";
  static final String RUN = "_residua/run.json";
  static final String CALIBRATION = "_residua/calibration.json";
  static final String PLAN = "_residua/plan";
  static final String REPORT = "_residua/report.html";
  static final String DELETED = "_residua/deleted.parquet";
  static final String LEDGER = "_residua/ledger";
  static final String VOID = "_residua/ledger/void";
  static final String TEMP = "_residua/temp";

  private static final Pattern RECORD = Pattern.compile("shard-(\\d{6,9})\\.json");

  private Layout() {}

  static String embeddings(int shard) {
    return EMBEDDINGS + "/" + name(shard) + ".parquet";
  }

  static String quarantine(int shard) {
    return QUARANTINE + "/" + name(shard) + ".parquet";
  }

  /** A folder per stage, so that each is read as one data set. */
  static String maps(Stage stage, MapsFormat format, int shard) {
    return MAPS + "/" + stage.label() + "/" + name(shard) + "." + format.label();
  }

  static String record(int shard) {
    return LEDGER + "/" + name(shard) + ".json";
  }

  /** A folder per list, so that two drivers that list at once do not mix their plans. */
  static String plan(String listId, int part) {
    return String.format(
        Locale.ROOT, "%s/%s/part-%05d.parquet", PLAN, listId.substring(0, 16), part);
  }

  /** The shard a file name of the ledger speaks of; empty when it is no record. */
  static OptionalInt recordedShard(String fileName) {
    Matcher matcher = RECORD.matcher(fileName);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  private static String name(int shard) {
    return String.format(Locale.ROOT, "shard-%06d", shard);
  }
}
