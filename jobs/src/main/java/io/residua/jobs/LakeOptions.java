package io.residua.jobs;

import io.residua.jobs.extract.LakeRequest;
import java.util.List;
import picocli.CommandLine.Option;

/** Which images. */
final class LakeOptions {

  @Option(
      names = "--input",
      order = -3,
      required = true,
      arity = "1..*",
      paramLabel = "URI",
      description =
          "Folder (read recursively), file or glob of images: local, hdfs:// or whatever the Hadoop client reaches. Names that begin with . or _ are skipped and counted. For a model of clips: of videos, see --clip-length. Repeats.")
  List<String> inputs = List.of();

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "Take only files whose path matches, e.g. '**/*.jpg'. Repeats.")
  List<String> includes = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out files whose path matches. Repeats.")
  List<String> excludes = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N images by uri, for a trial (default: all).")
  long limit;

  LakeRequest request() {
    return new LakeRequest(inputs, includes, excludes, limit);
  }
}
