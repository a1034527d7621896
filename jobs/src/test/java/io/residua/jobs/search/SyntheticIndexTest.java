package io.residua.jobs.search;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.jobs.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Indexes of drawn vectors. Small here; to measure, {@code -Dresidua.search.vectors=100000
 * -Dresidua.search.dimensions=2048 -Dresidua.search.folder=DIR}, which keeps the outputs there.
 */
class SyntheticIndexTest {

  private static final int VECTORS = Integer.getInteger("residua.search.vectors", 3_000);
  private static final int DIMENSIONS = Integer.getInteger("residua.search.dimensions", 64);

  @TempDir Path temporary;

  @Test
  void clusteredVectorsAreFoundAlongTheGraph() throws Exception {
    JsonNode search = index(SyntheticOutput.Kind.CLUSTERED).path("search");
    assertThat(search.path("how").asText()).isEqualTo("graph");
    assertThat(search.path("recall").asDouble()).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void vectorsWithoutNeighbourhoodsAreFoundByGoingThroughMore() throws Exception {
    JsonNode search = index(SyntheticOutput.Kind.GAUSSIAN).path("search");
    assertThat(search.path("recall").asDouble()).isGreaterThanOrEqualTo(0.98);
  }

  private JsonNode index(SyntheticOutput.Kind kind) throws Exception {
    Path folder = Path.of(System.getProperty("residua.search.folder", temporary.toString()));
    Path output = folder.resolve(kind.name().toLowerCase(Locale.ROOT));
    if (!Files.exists(output)) {
      SyntheticOutput.write(output, kind, VECTORS, DIMENSIONS);
    }
    CommandLine run =
        residua(
            "index", output.toString(), "--rebuild", "--exact-below", "0", "--master", "local[2]");
    assertThat(run.exitCode()).as(run.output()).isZero();
    System.out.println(kind + ": " + run.lastLine());
    return new ObjectMapper().readTree(output.resolve("index/index.json").toFile());
  }
}
