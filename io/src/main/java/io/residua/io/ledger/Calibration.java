package io.residua.io.ledger;

import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import io.residua.io.lake.InputSelection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What makes features of 8 bits the same everywhere: measured once, then written down.
 *
 * @param format version of this form
 * @param settings of the features it was measured for, as far as they bear on it: {@link
 *     #bearing(Map)}
 * @param selection whose images it was measured on
 * @param images it was measured on
 * @param quantization the ranges, and what is not quantized
 * @param drift of embeddings on images the ranges were not measured on
 * @param sha256 of the quantization; the package's description has its canonical form
 */
public record Calibration(
    int format,
    Map<String, String> settings,
    InputSelection selection,
    int images,
    Quantization quantization,
    Drift drift,
    String sha256) {

  /** A hundred times what a ResNet-152 takes. */
  private static final int MOST_BYTES = 1 << 20;

  /** The setting of a run that names its calibration. */
  public static final String SETTING = "residua.calibration-sha256";

  private static final int FORMAT = 1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final List<String> BEARING =
      List.of(
          "residua.model",
          "residua.variant",
          "residua.weights-sha256",
          "residua.preprocessing",
          "residua.embedding-stage",
          "residua.pooling",
          "residua.l2",
          "residua.clip-length",
          "residua.clip-stride");

  public Calibration {
    settings = Ordered.copyOf(settings);
    String found = sha256(quantization);
    if (!found.equals(sha256)) {
      throw new IllegalArgumentException(
          "[calibration] expected ranges of SHA-256 %s, found %s; the file was damaged or edited"
              .formatted(sha256, found));
    }
  }

  /** One that was just measured. */
  public static Calibration of(
      Map<String, String> settings,
      InputSelection selection,
      int images,
      Quantization quantization,
      Drift drift) {
    return new Calibration(
        FORMAT, bearing(settings), selection, images, quantization, drift, sha256(quantization));
  }

  /** Those of a run's settings that a calibration depends on. */
  private static Map<String, String> bearing(Map<String, String> settings) {
    Map<String, String> bearing = new LinkedHashMap<>();
    for (String key : BEARING) {
      if (settings.containsKey(key)) {
        bearing.put(key, Objects.requireNonNull(settings.get(key)));
      }
    }
    return bearing;
  }

  /**
   * Lets only features pass that it was measured for.
   *
   * @param where the calibration is from, for the message
   * @throws IllegalArgumentException naming the first difference
   */
  public void requireMeasuredFor(Map<String, String> features, String where) {
    Map<String, String> wanted = bearing(features);
    for (String key : BEARING) {
      if (!Objects.equals(wanted.get(key), settings.get(key))) {
        throw new IllegalArgumentException(
            "[%s] calibration: expected one measured for %s %s, found %s; calibrate anew without --calibration, or extract what it was measured for"
                .formatted(where, key, wanted.get(key), settings.get(key)));
      }
    }
  }

  /**
   * What run.json says of it.
   *
   * @param accepted whether the drift was more than is let through and a person let it through
   */
  public Map<String, String> summary(boolean accepted) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("sha256", sha256);
    all.put("images", Integer.toString(images));
    all.put("kept-bf16", String.join(",", quantization.kept()));
    all.put("held-out", Integer.toString(drift.images()));
    all.put("cosine-mean", Double.toString(drift.cosineMean()));
    all.put("cosine-least", Double.toString(drift.cosineLeast()));
    all.put("nearest", Double.toString(drift.nearest()));
    all.put("neighbours", Integer.toString(drift.neighbours()));
    all.put("overlap", Double.toString(drift.overlap()));
    all.put("drift-accepted", Boolean.toString(accepted));
    return all;
  }

  /** This as JSON, as {@code calibration.json} has it and as executors get it. */
  public String toJson() {
    return Json.write(this);
  }

  /**
   * The calibration written by {@link #toJson}, in UTF-8.
   *
   * @param where named in messages
   * @throws IOException when it is too long, not one, damaged, or of a later version
   */
  public static Calibration read(InputStream in, String where) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IOException(
          "[%s] calibration: expected at most %d bytes, found more; name a calibration.json"
              .formatted(where, MOST_BYTES));
    }
    return fromJson(new String(bytes, StandardCharsets.UTF_8), where);
  }

  /**
   * The calibration written by {@link #toJson}.
   *
   * @param where named in messages
   * @throws IOException when it is not one, damaged, or of a later version
   */
  public static Calibration fromJson(String json, String where) throws IOException {
    return Json.read(json, Calibration.class, FORMAT, where);
  }

  private static String sha256(Quantization quantization) {
    Sha256 sha256 = new Sha256().add("residua-calibration 1\n");
    quantization
        .ranges()
        .forEach(
            (name, range) ->
                sha256.add("range " + named(name) + " " + Float.toHexString(range) + "\n"));
    quantization.kept().forEach(name -> sha256.add("kept " + named(name) + "\n"));
    return sha256.hex();
  }

  private static String named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "[calibration] expected the name of a convolution or a block, found '%s'"
              .formatted(name.substring(0, Math.min(100, name.length()))));
    }
    return name;
  }
}
