package io.residua.jobs.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Proves that a run in 8 bits has the calibration its settings name, and no other run has one. */
final class CalibrationProof {

  private static final String FILE = "_residua/calibration.json";
  private static final String SETTING = "residua.calibration-sha256";

  private final OutputFolder output;
  private final RecordedRun run;
  private final Faults faults;

  CalibrationProof(OutputFolder output, RecordedRun run, Faults faults) {
    this.output = output;
    this.run = run;
    this.faults = faults;
  }

  void prove() throws IOException {
    boolean int8 = "int8".equals(run.settings().get("residua.precision"));
    String named = run.settings().getOrDefault(SETTING, "");
    if (int8 == named.isEmpty()) {
      faults.add("_residua/run.json", SETTING + " of int8 and of nothing else", named);
    } else if (int8 && !output.exists(FILE)) {
      faults.add(FILE, "the calibration of the run", "none");
    } else if (int8) {
      faults.requireEqual(FILE, "ranges of SHA-256", named, sha256());
    }
  }

  private String sha256() throws IOException {
    try {
      return sha256(output.json(FILE).path("quantization"));
    } catch (JsonProcessingException | NumberFormatException e) {
      return "no calibration: " + e.getMessage();
    }
  }

  /** Of the canonical form that io's ledger describes. */
  private static String sha256(JsonNode quantization) {
    MessageDigest digest = Digests.sha256();
    Digests.update(digest, "residua-calibration 1\n");
    Map<String, String> ranges = new TreeMap<>();
    quantization
        .path("ranges")
        .properties()
        .forEach(range -> ranges.put(range.getKey(), hex(range.getValue())));
    ranges.forEach((name, range) -> Digests.update(digest, "range " + name + " " + range + "\n"));
    TreeSet<String> kept = new TreeSet<>();
    quantization.path("kept").forEach(name -> kept.add(name.asText()));
    kept.forEach(name -> Digests.update(digest, "kept " + name + "\n"));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String hex(JsonNode value) {
    return Float.toHexString(Float.parseFloat(value.asText()));
  }
}
