package io.residua.jobs;

import io.residua.backbone.Stage;
import io.residua.io.features.MapsDtype;
import io.residua.io.features.MapsFormat;
import io.residua.io.features.StoredMaps;
import io.residua.jobs.extract.RefusedException;
import java.util.List;
import picocli.CommandLine.Option;

/** Which stage maps are stored beside the embeddings. */
final class MapOptions {

  @Option(
      names = "--maps",
      split = ",",
      paramLabel = "STAGE",
      description =
          "Stages whose feature maps go to OUT/maps/STAGE, of the same forward pass as the embeddings, e.g. conv3_x,conv4_x,conv5_x for a detector's FPN (default: none; a map of conv2_x at 224 px in f32 is 3.2 MB).")
  private List<String> stages = List.of();

  @Option(
      names = "--maps-format",
      paramLabel = "FORMAT",
      defaultValue = "arrow",
      description =
          "arrow: IPC files with arrow.fixed_shape_tensor, to be memory-mapped; parquet (default: ${DEFAULT-VALUE}).")
  private String format = "arrow";

  @Option(
      names = "--maps-dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "f32, or f16 at half the bytes (default: ${DEFAULT-VALUE}).")
  private String dtype = "f32";

  /**
   * The same as a choice.
   *
   * @throws RefusedException when one of them is spelled as none is
   */
  StoredMaps choice() {
    try {
      MapsFormat inFormat = MapsFormat.of(format);
      MapsDtype asType = MapsDtype.of(dtype);
      return stages.isEmpty()
          ? StoredMaps.NONE
          : new StoredMaps(stages.stream().map(Stage::of).toList(), inFormat, asType);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
