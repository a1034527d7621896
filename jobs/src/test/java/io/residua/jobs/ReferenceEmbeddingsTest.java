package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real photos against the embeddings torchvision made of them, and the engines against each other.
 */
class ReferenceEmbeddingsTest {

  private static final Path SHARED = Path.of(System.getProperty("residua.shared.dir"));
  private static final Path PHOTOS = SHARED.resolve("images/photos");
  private static final Path GOLDEN = SHARED.resolve("golden/embedding.json");

  private static final String LARGEST_DIFFERENCE =
      """
      WITH g AS (SELECT unnest(embeddings.files[1:embeddings.files_with_pooled]) AS f,
                        unnest(embeddings.pooled) AS p
                 FROM read_json('%s', maximum_object_size=200000000)),
           e AS (SELECT parse_filename(uri) AS f, embedding AS v FROM '%s/embeddings/*.parquet')
      SELECT count(*), max(list_max(list_transform(list_zip(v, p), x -> abs(x[1] - x[2])))) <= %s
      FROM g JOIN e USING (f)""";

  private static final String BETWEEN =
      """
      SELECT count(*), max(list_max(list_transform(list_zip(a.embedding, b.embedding), x -> abs(x[1] - x[2])))) <= %s
      FROM '%s/embeddings/*.parquet' a JOIN '%s/embeddings/*.parquet' b USING (uri)""";

  /** The smallest cosine of an image's two vectors after each set's mean vector was subtracted. */
  private static final String SMALLEST_COSINE =
      """
      WITH a AS (SELECT uri, unnest(embedding)::DOUBLE AS v, generate_subscripts(embedding, 1) AS i
                 FROM '%s/embeddings/*.parquet'),
           b AS (SELECT uri, unnest(embedding)::DOUBLE AS v, generate_subscripts(embedding, 1) AS i
                 FROM '%s/embeddings/*.parquet'),
           ca AS (SELECT uri, i, v - avg(v) OVER (PARTITION BY i) AS v FROM a),
           cb AS (SELECT uri, i, v - avg(v) OVER (PARTITION BY i) AS v FROM b),
           c AS (SELECT uri, sum(ca.v * cb.v) / sqrt(sum(ca.v * ca.v) * sum(cb.v * cb.v)) AS cosine
                 FROM ca JOIN cb USING (uri, i) GROUP BY uri)
      SELECT count(*), min(cosine) FROM c""";

  @TempDir Path folder;

  @BeforeAll
  static void requireReferences() {
    assumeTrue(
        Files.isDirectory(PHOTOS) && Files.exists(GOLDEN),
        "skipped: no reference photos and embeddings in " + SHARED);
  }

  @Test
  void embeddingsAreTorchvisions() throws Exception {
    Path output = folder.resolve("onednn");
    extract(output, "onednn", "87");
    assertThat(Duck.row(LARGEST_DIFFERENCE.formatted(GOLDEN, output, "0.0001")))
        .isEqualTo("24 true");
  }

  @Test
  void theEnginesAgree() throws Exception {
    extract(folder.resolve("onednn"), "onednn", "8");
    extract(folder.resolve("dl4j"), "dl4j", "8");
    assertThat(
            Duck.row(BETWEEN.formatted("0.001", folder.resolve("onednn"), folder.resolve("dl4j"))))
        .isEqualTo("8 true");
  }

  @Test
  void bf16KeepsTheDirectionsOfF32() throws Exception {
    extract(folder.resolve("f32"), "onednn", "87");
    extract(folder.resolve("bf16"), "onednn", "87", "--precision", "bf16");
    String[] found =
        Duck.row(SMALLEST_COSINE.formatted(folder.resolve("f32"), folder.resolve("bf16")))
            .split(" ", -1);
    System.out.println("bf16 against f32, smallest cosine of 87 photos: " + found[1]);
    assertThat(found[0]).isEqualTo("87");
    assertThat(Double.parseDouble(found[1])).isBetween(0.995, 0.999999999);
  }

  private static void extract(Path output, String engine, String limit, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("extract", "--input", PHOTOS.toString()));
    command.addAll(List.of("--output", output.toString(), "--limit", limit));
    command.addAll(List.of("--weights", "generated:42", "--precision", "f32"));
    command.addAll(List.of("--engine", engine, "--batch-size", "8", "--master", "local[2]"));
    command.addAll(List.of(more));
    CommandLine run = residua(command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.output()).isZero();
  }
}
