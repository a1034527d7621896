package io.residua.jobs;

import io.residua.io.lake.InputForm;
import io.residua.jobs.extract.LakeRequest;
import io.residua.jobs.extract.RefusedException;
import java.util.List;
import java.util.Map;
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
          "Folder (read recursively), file or glob: local, hdfs:// or whatever the Hadoop client reaches. Files are images, or hold many: .tar (WebDataset), .parquet with a column of images, .seq (SequenceFile). A .txt, .csv or .tsv file, or a .parquet file of uris, is a manifest that names images or such files. Names that begin with . or _ are skipped and counted. For a model of clips: of videos, see --clip-length. Repeats.")
  List<String> inputs = List.of();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      defaultValue = InputForm.AUTOMATIC,
      description =
          "What the inputs are, where their names do not say it: images, manifest, webdataset, parquet, sequencefile, or a Spark source whose tables lie in Parquet files (delta, iceberg; with its jars by residua-submit --packages). A table is named by its folder, one of Iceberg's also by its catalog, CATALOG.DB.TABLE. Default: ${DEFAULT-VALUE}.")
  String format = InputForm.AUTOMATIC;

  @Option(
      names = "--input-option",
      paramLabel = "KEY=VALUE",
      description = "Option of the Spark source, e.g. versionAsOf=3. Repeats.")
  Map<String, String> options = Map.of();

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description =
          "Column of a table that holds the images, bytes or a struct of bytes and path, or of a manifest that holds their uris (default: the only one there is).")
  String imageColumn = "";

  @Option(
      names = "--name-column",
      paramLabel = "NAME",
      description =
          "Column of a table whose value ends an image's uri, FILE.parquet!/ROW/NAME (default: the path beside the bytes).")
  String nameColumn = "";

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description =
          "Columns of a table to pass through to the embeddings, or extensions of an archive's sidecars, e.g. label,caption or json,txt.")
  List<String> columns = List.of();

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
    return new LakeRequest(inputs, includes, excludes, limit, form());
  }

  private InputForm form() {
    try {
      return new InputForm(format, options, imageColumn, nameColumn, columns);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
