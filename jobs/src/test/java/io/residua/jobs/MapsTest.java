package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs that store stage maps, read by DuckDB. */
class MapsTest {

  /** Channel means of flattened CHW maps. */
  private static final String MEANS =
      "list_transform(range(0, shape[1]), c -> list_avg(map[c * shape[2] * shape[3] + 1 :"
          + " (c + 1) * shape[2] * shape[3]]))";

  @TempDir private static Path folder;
  private static Path pictures;

  @BeforeAll
  static void draw() throws IOException {
    pictures = Demo.drawPictures(folder);
  }

  private static CommandLine extract(String output, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "extract",
                "--input",
                pictures.toString(),
                "--output",
                folder.resolve(output).toString(),
                "--model",
                "resnet18",
                "--weights",
                "generated:42",
                "--limit",
                "8",
                "--master",
                "local[2]"));
    command.addAll(Arrays.asList(more));
    return residua(command.toArray(String[]::new));
  }

  private static void extracted(String output, String... more) {
    CommandLine run = extract(output, more);
    assertThat(run.exitCode()).as(run.output()).isZero();
    CommandLine verify = residua("verify", folder.resolve(output).toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
  }

  private static String maps(String output, String stage) {
    return "'%s/maps/%s/*.parquet'".formatted(folder.resolve(output), stage);
  }

  private static String embeddings(String output) {
    return "'%s/embeddings/*.parquet'".formatted(folder.resolve(output));
  }

  @Test
  void onePassGivesTheEmbeddingAndTheMapsItIsTheMeanOf() throws Exception {
    extracted(
        "parquet", "--precision", "f32", "--maps", "conv5_x,conv3_x", "--maps-format", "parquet");
    assertThat(
            Duck.row(
                "SELECT count(*), any_value(shape), any_value(stride), max(valid_width) FROM %s"
                    .formatted(maps("parquet", "conv3_x"))))
        .isEqualTo("8 [128, 28, 28] 8 224");
    assertThat(
            Duck.row(
                "SELECT count(*), max(list_aggregate(list_transform(list_zip(embedding, %s), x -> abs(x[1] - x[2])), 'max')) < 1e-5 FROM %s JOIN %s USING (uri)"
                    .formatted(MEANS, embeddings("parquet"), maps("parquet", "conv5_x"))))
        .isEqualTo("8 true");
  }

  @Test
  void halvesAreWithinHalfPrecisionOfSingles() throws Exception {
    extracted("f32", "--maps", "conv4_x", "--maps-format", "parquet");
    extracted("f16", "--maps", "conv4_x", "--maps-format", "parquet", "--maps-dtype", "f16");
    // Half precision has 11 significant bits.
    assertThat(
            Duck.row(
                "SELECT count(*), bool_and(list_bool_and(list_transform(list_zip(a.map::FLOAT[], b.map::FLOAT[]), x -> abs(x[1] - x[2]) <= abs(x[1]) / 2048 + 1e-7))) FROM %s a JOIN %s b USING (uri)"
                    .formatted(maps("f32", "conv4_x"), maps("f16", "conv4_x"))))
        .isEqualTo("8 true");
  }

  @Test
  void anImageOfDetectionHasTheBitsOfTheImageAlone() throws Exception {
    String recipe =
        "shorter=96,longest=160,divisor=32,interpolation=bilinear,unit=255,mean=0.485:0.456:0.406,std=0.229:0.224:0.225";
    String[] asked = {
      "--maps", "conv2_x,conv5_x", "--maps-format", "parquet", "--preprocess", recipe
    };
    extracted("alone", with(asked, "--batch-size", "1"));
    extracted("together", with(asked, "--batch-size", "8"));
    for (String stage : List.of("conv2_x", "conv5_x")) {
      assertThat(
              Duck.row(
                  "SELECT count(*), bool_and(a = b), count(DISTINCT a.shape) > 1 FROM %s a JOIN %s b USING (uri)"
                      .formatted(maps("alone", stage), maps("together", stage))))
          .isEqualTo("8 true true");
    }
    assertThat(
            Duck.row(
                "SELECT max(abs(scale_x * width - valid_width)) < 0.5, max(shape[2] * stride - valid_height) < 32 FROM %s"
                    .formatted(maps("together", "conv5_x"))))
        .isEqualTo("true true");
  }

  private static String[] with(String[] asked, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(asked));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @Test
  void mapsThatAreMissingAreMadeAgainToTheByteFromTheRowsThereAre() throws Exception {
    String[] asked = {"--maps", "conv4_x,conv5_x", "--shard-images", "4"};
    extracted("again", asked);
    Path output = folder.resolve("again");
    Path map = output.resolve("maps/conv5_x/shard-000001.arrow");
    Path embeddings = output.resolve("embeddings/shard-000001.parquet");
    byte[] before = Files.readAllBytes(map);
    var written = Files.getLastModifiedTime(embeddings);
    Files.delete(map);
    CommandLine again = extract("again", asked);
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("1 of 2 shards to do");
    assertThat(Files.readAllBytes(map)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(embeddings)).isEqualTo(written);
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  @Test
  void otherMapsOnAnOldOutputAreRefused() {
    extracted("old", "--maps", "conv5_x");
    CommandLine run = extract("old", "--maps", "conv4_x,conv5_x", "--maps-dtype", "f16");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output())
        .contains("residua.maps: recorded conv5_x, now conv4_x,conv5_x")
        .contains("residua.maps-dtype: recorded f32, now f16");
  }

  @Test
  void vectorsArePooledAndScaledAsAskedFor() throws Exception {
    extracted("avg", "--precision", "f32");
    extracted("max", "--precision", "f32", "--pool", "max");
    extracted("gem", "--precision", "f32", "--pool", "gem:3", "--l2");
    assertThat(
            Duck.row(
                "SELECT bool_and(list_bool_and(list_transform(list_zip(a.embedding, m.embedding), x -> x[1] <= x[2]))) FROM %s a JOIN %s m USING (uri)"
                    .formatted(embeddings("avg"), embeddings("max"))))
        .isEqualTo("true");
    assertThat(
            Duck.row(
                "SELECT max(abs(list_sum(list_transform(embedding, x -> x::DOUBLE * x)) - 1)) < 1e-6 FROM %s"
                    .formatted(embeddings("gem"))))
        .isEqualTo("true");
    CommandLine wrong = extract("wrong", "--pool", "mean");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.output()).contains("[--pool] expected avg, max or gem:P, found mean");
  }

  @Test
  void theArrayHasTheRowsOfTheEmbeddingsInTheOrderOfThePlan() throws Exception {
    extracted("npy", "--shard-images", "3", "--also", "npy");
    Path array = folder.resolve("npy/npy/embeddings.npy");
    byte[] bytes = Files.readAllBytes(array);
    assertThat(bytes).hasSize(128 + 8 * 512 * 4);
    assertThat(
            Duck.row(
                "SELECT string_agg(uri, ' ' ORDER BY row) FROM '%s/npy/ids.parquet'"
                    .formatted(folder.resolve("npy"))))
        .isEqualTo(
            Duck.row(
                "SELECT string_agg(uri, ' ' ORDER BY uri) FROM %s".formatted(embeddings("npy"))));
    Files.delete(array);
    assertThat(extract("npy", "--shard-images", "3", "--also", "npy").output())
        .contains("8 images were done before, 0 in this run")
        .contains("npy/embeddings.npy: [8, 512] float32");
    assertThat(Files.readAllBytes(array)).isEqualTo(bytes);
    Path ids = folder.resolve("npy/npy/ids.parquet");
    byte[] idsBefore = Files.readAllBytes(ids);
    Files.delete(ids);
    CommandLine verify = residua("verify", folder.resolve("npy").toString());
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.output()).contains("[npy/ids.parquet] expected the ids of the array's rows");
    assertThat(extract("npy", "--shard-images", "3", "--also", "npy").exitCode()).isZero();
    assertThat(Files.readAllBytes(ids)).isEqualTo(idsBefore);
  }
}
