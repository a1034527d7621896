package io.residua.jobs;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run is cut, what it leaves beside the features, and when it counts as failed. */
final class RunOptions {

  @Option(
      names = "--shard-images",
      paramLabel = "N",
      description =
          "Images of a shard, the unit of work and of recovery (default: a 64th of the input, 32 to 1024, fewer where their maps are larger than 1 GiB).")
  int shardImages;

  @Option(
      names = "--max-error-rate",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "Exit code 3 when a larger share of the images is quarantined; all is committed first (default: ${DEFAULT-VALUE}).")
  double maxErrorRate = 0.05;

  @Option(
      names = "--also",
      paramLabel = "FORMAT",
      description =
          "npy: the embeddings also as one NumPy array, OUT/npy/embeddings.npy, float32 [rows, channels] in the order of the plan, memory-mappable, with the uri of each row in OUT/npy/ids.parquet. Can be asked of a finished output.")
  private @Nullable Also also;

  @Option(
      names = "--report",
      arity = "1",
      paramLabel = "true|false",
      defaultValue = "true",
      description =
          "Whether the run ends with a page for people, OUT/_residua/report.html (default: ${DEFAULT-VALUE}). residua report OUT makes it, too.")
  boolean report = true;

  boolean npy() {
    return also == Also.npy;
  }

  /** Spelled as on the command line. */
  enum Also {
    npy
  }
}
