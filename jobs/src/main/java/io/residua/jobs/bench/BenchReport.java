package io.residua.jobs.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found. As JSON its fields are in kebab-case.
 *
 * @param format version of this form
 * @param machine it was found on
 * @param warning why times are not to be believed; null when nothing speaks against them
 * @param weights what was computed with
 * @param model forward passes alone; empty when not asked for
 * @param decode decoding alone; null when not asked for
 * @param job the whole job; empty when not asked for
 */
record BenchReport(
    int format,
    Machine machine,
    @Nullable String warning,
    String weights,
    List<ModelRow> model,
    @Nullable DecodeTimes decode,
    List<JobRow> job) {

  /** The form written now. */
  static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  BenchReport {
    model = List.copyOf(model);
    job = List.copyOf(job);
  }

  /** Rows whose results are wrong, in words; their times mean nothing. */
  List<String> wrong() {
    List<DecodeRow> decoders = decode == null ? List.of() : decode.rows();
    return Stream.of(
            model.stream().filter(row -> !row.correct()).map(row -> "model: " + row.describe()),
            decoders.stream().filter(row -> !row.correct()).map(row -> "decode: " + row.describe()),
            job.stream().filter(row -> !row.correct()).map(row -> "job: " + row.describe()))
        .flatMap(rows -> rows)
        .toList();
  }

  /** Writes it as JSON, whole or not at all; a file that is there is replaced. */
  void write(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path temp = target.resolveSibling("." + target.getFileName() + ".temp");
    try {
      Files.writeString(temp, MAPPER.writeValueAsString(this) + "\n");
      Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temp);
    }
  }
}
