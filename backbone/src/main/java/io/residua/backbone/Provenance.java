package io.residua.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides the values of a feature: two runs with the same provenance give the same
 * features of the same pixels, and features of different provenance are never mixed.
 *
 * @param model {@link ResNetSpec#name}, {@code resnet50}
 * @param variant {@link Variant#label}: {@code torchvision}, {@code keras}
 * @param weights what the user named, {@code generated:42} or a file's name
 * @param weightsSha256 SHA-256 of the weights
 * @param preprocessing {@link Preprocessing#description}
 * @param embedding what is read from a pass
 * @param engine {@code onednn} or {@code dl4j}
 * @param precision resolved, never {@code auto}
 * @param instructionSet the one every executor is held to
 * @param batchSize images of a forward pass
 * @param clips frames a network of clips sees of a video; null for a network of images
 * @param calibrationSha256 of the ranges of its activations and of what is not quantized; null
 *     unless the precision is int8
 */
public record Provenance(
    String model,
    String variant,
    String weights,
    String weightsSha256,
    String preprocessing,
    PooledStage embedding,
    String engine,
    Precision precision,
    String instructionSet,
    int batchSize,
    @Nullable ClipSampling clips,
    @Nullable String calibrationSha256) {

  /** By engine; raised only when a change of the code changes its features. */
  private static final Map<String, Integer> NUMERICS_VERSIONS = Map.of("onednn", 1, "dl4j", 2);

  /** Of floating-point features. */
  public Provenance(
      String model,
      String variant,
      String weights,
      String weightsSha256,
      String preprocessing,
      PooledStage embedding,
      String engine,
      Precision precision,
      String instructionSet,
      int batchSize,
      @Nullable ClipSampling clips) {
    this(
        model,
        variant,
        weights,
        weightsSha256,
        preprocessing,
        embedding,
        engine,
        precision,
        instructionSet,
        batchSize,
        clips,
        null);
  }

  /** The same with activations quantized by a calibration. */
  public Provenance calibrated(String sha256) {
    return new Provenance(
        model,
        variant,
        weights,
        weightsSha256,
        preprocessing,
        embedding,
        engine,
        precision,
        instructionSet,
        batchSize,
        clips,
        sha256);
  }

  /** Whether the weights came from a generator and mean nothing but arithmetic. */
  public boolean untrained() {
    return weights.startsWith("generated:");
  }

  /**
   * The same facts as text, in a fixed order: the key-values of every file written, and what the
   * settings-id hashes.
   */
  public Map<String, String> keyValues() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("residua.model", model);
    all.put("residua.variant", variant);
    all.put("residua.weights", weights);
    all.put("residua.weights-sha256", weightsSha256);
    all.put("residua.weights-untrained", Boolean.toString(untrained()));
    all.put("residua.preprocessing", preprocessing);
    all.put("residua.embedding-stage", embedding.stage().label());
    all.put("residua.pooling", embedding.pooling().label());
    all.put("residua.l2", Boolean.toString(embedding.l2()));
    all.put("residua.engine", engine);
    all.put("residua.precision", precision.label());
    all.put("residua.instruction-set", instructionSet);
    all.put("residua.batch-size", Integer.toString(batchSize));
    all.put(
        "residua.numerics-version",
        Objects.requireNonNull(NUMERICS_VERSIONS.get(engine), engine).toString());
    if (clips != null) {
      all.put("residua.clip-length", Integer.toString(clips.length()));
      all.put("residua.clip-stride", Integer.toString(clips.stride()));
    }
    if (calibrationSha256 != null) {
      all.put("residua.calibration-sha256", calibrationSha256);
    }
    return all;
  }
}
