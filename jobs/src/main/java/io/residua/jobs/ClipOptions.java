package io.residua.jobs;

import io.residua.jobs.extract.ClipRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which frames of a video, for a model of clips. */
final class ClipOptions {

  @Option(
      names = "--clip-length",
      paramLabel = "FRAMES",
      description =
          "Frames of a clip, for a model of clips such as resnet3d-50-t3: of each video one clip, from its middle; the last frame of a shorter one is repeated. A video is a folder that directly holds its frames, in the order of their names, or a file of two frames or more named .gif, .webp or .tif (default: 8).")
  private @Nullable Integer length;

  @Option(
      names = "--clip-stride",
      paramLabel = "FRAMES",
      description =
          "Step from one frame of a clip to the next, in frames of the video (default: 1).")
  private @Nullable Integer stride;

  ClipRequest request() {
    return new ClipRequest(length, stride);
  }
}
