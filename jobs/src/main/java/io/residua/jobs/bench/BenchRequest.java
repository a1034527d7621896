package io.residua.jobs.bench;

import io.residua.backbone.Extent;
import io.residua.jobs.extract.ClipRequest;
import io.residua.jobs.extract.FeatureRequest;
import io.residua.jobs.extract.RefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked to be timed.
 *
 * @param parts what is timed, at least one
 * @param network what is computed
 * @param batchSizes images of a forward pass
 * @param shapes of the network's input, for forward passes alone
 * @param slots threads that share a backbone, for forward passes alone
 * @param isolations whether images are decoded in a process apart, for the whole job
 * @param input folder of images; null for pictures of the program's own making
 * @param images of the smaller one of two jobs
 * @param seconds that the longer one of two times should take
 * @param repeats of each time
 * @param json file the report goes to; null for none
 * @param master Spark master, {@code local[N]}; null for every core
 * @param sparkSettings Spark properties
 */
public record BenchRequest(
    Set<Part> parts,
    Network network,
    List<Integer> batchSizes,
    List<Extent> shapes,
    List<Integer> slots,
    List<Boolean> isolations,
    @Nullable Path input,
    int images,
    double seconds,
    int repeats,
    @Nullable Path json,
    @Nullable String master,
    Map<String, String> sparkSettings) {

  /** Spelled as on the command line. */
  public enum Part {
    /** Forward passes, pixels in and embeddings out. */
    model,
    /** Encoded images in, pixels out. */
    decode,
    /** {@code extract}. */
    job
  }

  /**
   * What is computed.
   *
   * @param weights a name of the catalogue, a file or {@code generated:SEED}
   * @param model {@code resnet50}; null for the network the weights are of
   * @param preprocessing null for the one the weights were trained with
   * @param engines names
   * @param precisions {@code f32}, {@code bf16}, {@code auto}; empty for all that an engine has
   */
  public record Network(
      String weights,
      @Nullable String model,
      @Nullable String preprocessing,
      List<String> engines,
      List<String> precisions) {

    public Network {
      engines = List.copyOf(engines);
      precisions = List.copyOf(precisions);
    }

    /** What {@code extract} would be asked for. */
    FeatureRequest features(String engine, String precision, int batchSize) {
      return new FeatureRequest(
          weights,
          model,
          preprocessing,
          ClipRequest.NONE,
          null,
          engine,
          precision,
          null,
          batchSize);
    }
  }

  public BenchRequest {
    parts = Set.copyOf(parts);
    batchSizes = List.copyOf(batchSizes);
    shapes = List.copyOf(shapes);
    slots = List.copyOf(slots);
    isolations = List.copyOf(isolations);
    sparkSettings = Map.copyOf(sparkSettings);
    require(slots.stream().allMatch(count -> count >= 1), "slots", "1 or more", slots);
    require(images >= 1, "images", "1 or more", images);
    require(seconds > 0 && seconds <= 3600, "seconds", "above 0, at most 3600", seconds);
    require(repeats >= 1, "repeats", "1 or more", repeats);
    require(
        master == null || master.startsWith("local"),
        "master",
        "local[N], as this times one machine",
        String.valueOf(master));
  }

  private static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new RefusedException(
          "[--%s] expected %s, found %s; give another value".formatted(option, expected, found));
    }
  }
}
