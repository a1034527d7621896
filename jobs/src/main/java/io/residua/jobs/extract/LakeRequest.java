package io.residua.jobs.extract;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.Inputs;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Which images a person asked for.
 *
 * @param inputs folders, files or globs, as Hadoop's {@code Path} understands them
 * @param includes globs a file must match one of; empty for every file
 * @param excludes globs a file must not match
 * @param limit images at most, the first by uri; 0 for all
 * @param form in which the inputs hold their images
 */
public record LakeRequest(
    List<String> inputs, List<String> includes, List<String> excludes, long limit, InputForm form) {

  public LakeRequest {
    inputs = List.copyOf(inputs);
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    ExtractRequest.require(limit >= 0, "limit", "at least 1", limit);
  }

  /**
   * The same with qualified uris.
   *
   * @throws IllegalArgumentException when an input or a glob cannot be one
   */
  InputSelection selection(Configuration conf) throws IOException {
    return new InputSelection(Inputs.qualify(conf, inputs, form), includes, excludes, limit, form);
  }
}
