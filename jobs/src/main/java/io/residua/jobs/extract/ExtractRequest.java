package io.residua.jobs.extract;

import io.residua.backbone.Stage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked for, before anything of it was looked at.
 *
 * @param inputs folders, files or globs, as Hadoop's {@code Path} understands them
 * @param output folder the features go to; a run that is there already is resumed
 * @param includes globs a file must match one of; empty for every file
 * @param excludes globs a file must not match
 * @param limit images at most, the first by uri; 0 for all
 * @param model {@code resnet50}; null for the network the weights are of
 * @param weights a file or {@code generated:SEED}
 * @param embeddingStage the stage pooled into the embedding; null for the network's last
 * @param engine {@code onednn} or {@code dl4j}
 * @param precision {@code auto}, {@code f32} or {@code bf16}
 * @param instructionSet null for the widest this machine has
 * @param preprocessing {@code imagenet-224}; null for the one the weights were trained with
 * @param clips frames of a clip, for a model of clips
 * @param batchSize images of a forward pass
 * @param shardImages images of a shard; 0 for the plan's own rule
 * @param isolated whether images are decoded in a process apart
 * @param maxErrorRate share of quarantined images, 0 to 1, above which the exit code is 3
 * @param master Spark master; null for what {@code spark-submit} said, else {@code local[*]}
 * @param sparkSettings Spark properties
 */
public record ExtractRequest(
    List<String> inputs,
    String output,
    List<String> includes,
    List<String> excludes,
    long limit,
    @Nullable String model,
    String weights,
    @Nullable Stage embeddingStage,
    String engine,
    String precision,
    @Nullable String instructionSet,
    @Nullable String preprocessing,
    ClipRequest clips,
    int batchSize,
    int shardImages,
    boolean isolated,
    double maxErrorRate,
    @Nullable String master,
    Map<String, String> sparkSettings) {

  public ExtractRequest {
    inputs = List.copyOf(inputs);
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    sparkSettings = Map.copyOf(sparkSettings);
    require(batchSize >= 1 && batchSize <= 256, "batch-size", "1 to 256", batchSize);
    require(shardImages >= 0, "shard-images", "at least 1", shardImages);
    require(limit >= 0, "limit", "at least 1", limit);
    require(
        maxErrorRate >= 0 && maxErrorRate <= 1, "max-error-rate", "a share, 0 to 1", maxErrorRate);
  }

  private static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new RefusedException(
          "[--%s] expected %s, found %s; give another value".formatted(option, expected, found));
    }
  }
}
