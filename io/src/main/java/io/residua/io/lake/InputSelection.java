package io.residua.io.lake;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user asked to be listed. Two runs into one output must agree on it.
 *
 * <p>A glob without {@code /} is matched against a file's name, one with {@code /} against its path
 * below the input it was found in; the syntax is that of {@link
 * java.nio.file.FileSystem#getPathMatcher}: {@code *} stays within a name, {@code **} crosses
 * folders.
 *
 * @param inputs folders, files or Hadoop globs, qualified by {@link
 *     Inputs#qualify(org.apache.hadoop.conf.Configuration, List, InputForm)}
 * @param includes globs of which an image, in an archive or not, must match one; none means every
 *     image
 * @param excludes globs of which an image, and the archive it is in, must match none
 * @param limit how many images to take in the order of the plan; 0 takes all
 * @param form in which the inputs hold their images
 */
public record InputSelection(
    List<String> inputs, List<String> includes, List<String> excludes, long limit, InputForm form)
    implements Serializable {

  public InputSelection {
    inputs = List.copyOf(inputs);
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "[input] expected at least one folder or file, found none; add --input URI");
    }
    if (limit < 0) {
      throw new IllegalArgumentException(
          "[limit] expected a number of images of at least 1, found %d; leave --limit out to take all"
              .formatted(limit));
    }
  }

  /** Inputs that say themselves what they are. */
  public InputSelection(
      List<String> inputs, List<String> includes, List<String> excludes, long limit) {
    this(inputs, includes, excludes, limit, InputForm.NONE);
  }

  /** Everything below some inputs. */
  public static InputSelection of(List<String> inputs) {
    return new InputSelection(inputs, List.of(), List.of(), 0);
  }

  /** The options that say the same, by their names, for comparison with an earlier run's. */
  public Map<String, String> keyValues() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("input", String.join(" ", inputs));
    all.put("include", String.join(" ", includes));
    all.put("exclude", String.join(" ", excludes));
    all.put("limit", limit == 0 ? "none" : Long.toString(limit));
    all.putAll(form.keyValues());
    return all;
  }
}
