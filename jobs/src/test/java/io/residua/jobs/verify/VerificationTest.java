package io.residua.jobs.verify;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingIds;
import io.residua.io.features.EmbeddingParquet;
import io.residua.jobs.CommandLine;
import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A good output is proved; each way of spoiling it is found and named. */
class VerificationTest {

  private static final String FIRST = "embeddings/shard-000000.parquet";
  private static final String SECOND = "embeddings/shard-000001.parquet";
  private static final String RECORD = "_residua/ledger/shard-000000.json";
  private static final int CHANNELS = 512;

  @TempDir static Path folder;
  private static Path good;
  private Path output = Path.of("");

  @BeforeAll
  static void extractOnce() throws IOException {
    Path pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("checkers-words.jpg"), "no picture");
    good = folder.resolve("good");
    CommandLine run =
        residua(
            "extract",
            "--input",
            pictures.toString(),
            "--output",
            good.toString(),
            "--limit",
            "24",
            "--shard-images",
            "8",
            "--model",
            "resnet18",
            "--weights",
            "generated:7",
            "--precision",
            "f32",
            "--batch-size",
            "8",
            "--l2",
            "--maps",
            "conv5_x",
            "--also",
            "npy",
            "--master",
            "local[2]");
    assertThat(run.output()).contains("24 listed = 23 embedded + 1 quarantined");
  }

  @BeforeEach
  void copyTheGoodOutput(TestInfo test) throws IOException {
    output = folder.resolve(test.getDisplayName().replace("()", ""));
    try (Stream<Path> all = Files.walk(good)) {
      for (Path from : all.toList()) {
        Files.copy(from, output.resolve(good.relativize(from).toString()));
      }
    }
  }

  @Test
  void aGoodOutputIsProved() {
    CommandLine verify = residua("verify", output.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
    assertThat(verify.output())
        .contains("proved: 3 shards, 24 listed = 23 embedded + 1 quarantined {NOT_AN_IMAGE=1}");
  }

  @Test
  void aFlippedByteIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(output.resolve(FIRST));
    bytes[bytes.length / 2] ^= 1;
    Files.write(output.resolve(FIRST), bytes);
    requireFault("[" + FIRST + "] expected SHA-256");
  }

  @Test
  void aMissingFileIsFound() throws IOException {
    Files.delete(output.resolve(FIRST));
    requireFault("[" + FIRST + "] expected a file of");
  }

  @Test
  void aMissingRecordIsFound() throws IOException {
    Files.delete(output.resolve(RECORD));
    requireFault("[" + RECORD + "] expected the record of a finished shard, found none");
  }

  @Test
  void anotherShardsFileIsFound() throws IOException {
    Files.copy(output.resolve(SECOND), output.resolve(FIRST), StandardCopyOption.REPLACE_EXISTING);
    requireFault("[" + FIRST + "] expected");
  }

  @Test
  void anotherShardsFileIsFoundThoughTheRecordWasMadeToFit() throws Exception {
    Files.copy(output.resolve(SECOND), output.resolve(FIRST), StandardCopyOption.REPLACE_EXISTING);
    makeTheRecordFit();
    requireFault("[" + FIRST + "] expected residua.shard 0, found 1");
  }

  @Test
  void aWrongDimensionIsFound() throws Exception {
    rewriteFirst(CHANNELS / 2, 0.5f, false);
    requireFault("expected length 512, found 256");
  }

  @Test
  void aValueThatIsNotFiniteIsFound() throws Exception {
    rewriteFirst(CHANNELS, Float.NaN, false);
    requireFault("expected finite values, found NaN or infinity");
  }

  @Test
  void aVectorThatIsNotScaledIsFound() throws Exception {
    rewriteFirst(CHANNELS, 0.5f, false);
    requireFault("expected a vector of length 1, found");
  }

  @Test
  void anotherShardsMapsAreFoundThoughTheRecordWasMadeToFit() throws Exception {
    Path maps = output.resolve("maps/conv5_x/shard-000000.arrow");
    Path others = output.resolve("maps/conv5_x/shard-000001.arrow");
    Files.copy(others, maps, StandardCopyOption.REPLACE_EXISTING);
    makeTheRecordFit();
    requireFault("[maps/conv5_x/shard-000000.arrow] expected residua.shard 0, found 1");
    requireFault("[maps/conv5_x/shard-000000.arrow] expected uris");
  }

  @Test
  void aMissingMapIsFound() throws IOException {
    Files.delete(output.resolve("maps/conv5_x/shard-000000.arrow"));
    requireFault("[maps/conv5_x/shard-000000.arrow] expected a file of");
  }

  @Test
  void anArrayOfOtherValuesIsFound() throws IOException {
    Path array = output.resolve("npy/embeddings.npy");
    byte[] bytes = Files.readAllBytes(array);
    bytes[bytes.length - 1] ^= 1;
    Files.write(array, bytes);
    requireFault("[npy/embeddings.npy] expected SHA-256 of the shards' values");
  }

  @Test
  void anArrayOfOtherImagesIsFound() throws IOException {
    Path ids = output.resolve("npy/ids.parquet");
    Files.delete(ids);
    try (EmbeddingIds others = EmbeddingIds.create(ids, Map.of())) {
      others.write("file:/stranger.jpg");
      others.finish();
    }
    requireFault("[npy/ids.parquet] expected rows numbered 0 to 22, found others");
    requireFault("[npy/ids.parquet] expected SHA-256 of the shards' uris");
  }

  @Test
  void anImageInTwoRowsIsFound() throws Exception {
    rewriteFirst(CHANNELS, 0.5f, true);
    requireFault("expected each image in one row");
  }

  @Test
  void aStrangersFileIsFound() throws IOException {
    Files.copy(output.resolve(FIRST), output.resolve("embeddings/shard-000099.parquet"));
    requireFault("[embeddings/shard-000099.parquet] expected only files of the run");
  }

  @Test
  void aChangedPlanIsFound() throws IOException {
    Path run = output.resolve("_residua/run.json");
    String plan = new ObjectMapper().readTree(run.toFile()).at("/plan-files/0/path").asText();
    Files.write(output.resolve(plan), new byte[] {0}, StandardOpenOption.APPEND);
    requireFault("[" + plan + "] expected");
  }

  @Test
  void aChangedSettingIsFound() throws IOException {
    Path run = output.resolve("_residua/run.json");
    Files.writeString(run, Files.readString(run).replace("generated:7", "generated:8"));
    requireFault("[_residua/run.json] expected settings-id");
  }

  @Test
  void aRunThatDidNotEndIsFound() throws IOException {
    Files.delete(output.resolve("_SUCCESS"));
    requireFault("[_SUCCESS] expected the mark of a finished run");
  }

  @Test
  void aFolderExtractDidNotWriteIsNamed() {
    CommandLine verify = residua("verify", folder.toString());
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.output()).contains("found no _residua/run.json");
  }

  private void requireFault(String fault) {
    CommandLine verify = residua("verify", output.toString());
    assertThat(verify.exitCode()).as(verify.output()).isEqualTo(1);
    assertThat(verify.output()).contains(fault);
  }

  /** Writes the first shard again, with the key-values it had and a record that fits. */
  private void rewriteFirst(int channels, float value, boolean firstTwice) throws Exception {
    Map<String, String> keyValues;
    List<String> uris;
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(output.resolve(FIRST).toString());
    try (ParquetColumns rows = ParquetColumns.open(new Configuration(), file)) {
      keyValues = new HashMap<>(rows.keyValues());
      uris = rows.strings("uri");
    }
    keyValues.remove("residua.quarantined");
    Files.delete(output.resolve(FIRST));
    float[] embedding = new float[channels];
    Arrays.fill(embedding, value);
    try (RootAllocator arrow = new RootAllocator();
        EmbeddingBatch batch = EmbeddingBatch.allocate(arrow, channels, uris.size());
        EmbeddingParquet parquet =
            EmbeddingParquet.create(output.resolve(FIRST), channels, keyValues)) {
      for (String uri : uris) {
        String written = firstTwice ? uris.get(0) : uri;
        batch.append(written, "0".repeat(64), 1, 1, FloatBuffer.wrap(embedding));
      }
      parquet.write(batch);
      parquet.finish(List.of());
    }
    makeTheRecordFit();
  }

  private void makeTheRecordFit() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode record = mapper.readTree(output.resolve(RECORD).toFile());
    for (JsonNode file : record.path("files")) {
      byte[] bytes = Files.readAllBytes(output.resolve(file.path("path").asText()));
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      ((ObjectNode) file).put("bytes", bytes.length).put("sha256", sha256);
    }
    mapper.writeValue(output.resolve(RECORD).toFile(), record);
  }
}
