package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.extract.QueryEmbedding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index, search and duplicates over pictures drawn here, compared with DuckDB's arithmetic. */
class SearchTest {

  /** Uri and cosine of the nearest to one image, after the mean of all was subtracted. */
  private static final String NEAREST =
      """
      WITH v AS (SELECT uri, unnest(embedding)::DOUBLE AS x, generate_subscripts(embedding, 1) AS i
                 FROM '%1$s/embeddings/*.parquet'),
           c AS (SELECT uri, i, x - avg(x) OVER (PARTITION BY i) AS x FROM v),
           u AS (SELECT uri, list(x ORDER BY i) AS x FROM c GROUP BY uri)
      SELECT string_agg(b.uri || '=' || list_cosine_similarity(a.x, b.x), ' '
                        ORDER BY list_cosine_similarity(a.x, b.x) DESC, b.uri)
      FROM u a JOIN u b ON a.uri <> b.uri WHERE a.uri = '%2$s'""";

  @TempDir static Path folder;
  private static Path pictures;
  private static Path output;
  private static String home = "";

  @BeforeAll
  static void extract() throws IOException {
    home = System.getProperty("user.home");
    System.setProperty("user.home", folder.toString());
    pictures = Demo.drawPictures(folder);
    Path first = picture(0);
    Files.copy(first, pictures.resolve("copied.png"));
    encodeAgain(first, pictures.resolve("encoded-again.jpg"));
    output = folder.resolve("features");
    assertDone(extract(output));
  }

  @AfterAll
  static void goHome() {
    System.setProperty("user.home", home);
  }

  private static CommandLine extract(Path output, String... more) {
    String[] command = {
      "extract",
      "--input",
      pictures.toString(),
      "--output",
      output.toString(),
      "--model",
      "resnet18",
      "--weights",
      "generated:42",
      "--precision",
      "f32",
      "--shard-images",
      "10",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  /** Each test begins without an index. */
  @BeforeEach
  void removeTheIndex() throws IOException {
    if (Files.exists(output.resolve("index"))) {
      for (Path file : files(output.resolve("index"))) {
        Files.delete(file);
      }
    }
  }

  private static CommandLine index(String... more) {
    String[] command = {
      "index",
      output.toString(),
      "--exact-below",
      "0",
      "--group-vectors",
      "25",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void theRecordedRecallIsThatOfSearches() throws Exception {
    assertDone(index("--recall", "0.5"));
    JsonNode json = json(output.resolve("index/index.json"));
    assertThat(json.path("vectors").asInt()).isEqualTo(62);
    assertThat(json.path("groups")).hasSize(3);
    assertThat(json.path("search").path("queries").asInt()).isEqualTo(62);
    int hits = 0;
    for (String uri : uris()) {
      List<String> right = Arrays.asList(Duck.row(NEAREST.formatted(output, uri)).split(" ", -1));
      Set<String> nearest = new TreeSet<>();
      right.subList(0, 10).forEach(hit -> nearest.add(hit.substring(0, hit.lastIndexOf('='))));
      for (JsonNode found : search("--uri", uri).path("results")) {
        hits += nearest.contains(found.path("uri").asText()) ? 1 : 0;
      }
    }
    assertThat(json.path("search").path("recall").asDouble()).isEqualTo(hits / 620.0);
  }

  @Test
  void exactSearchIsTheArithmeticOfDuckDb() throws Exception {
    String uri = uris().get(7);
    String[] right = Duck.row(NEAREST.formatted(output, uri)).split(" ", -1);
    for (int round = 0; round < 2; round++) {
      JsonNode found = search("--uri", uri, "--exact", "--top", "61").path("results");
      assertThat(found).hasSize(right.length);
      for (int i = 0; i < right.length; i++) {
        int equals = right[i].lastIndexOf('=');
        assertThat(found.path(i).path("uri").asText()).isEqualTo(right[i].substring(0, equals));
        assertThat(found.path(i).path("cosine").asDouble())
            .isCloseTo(Double.parseDouble(right[i].substring(equals + 1)), within(1e-5));
      }
      assertDone(index()); // and the same from the index's own vectors
    }
  }

  @Test
  void anImageFileGetsTheBitsOfItsEmbedding() throws Exception {
    Path file = picture(3);
    Configuration conf = new Configuration();
    Ledger ledger = Ledger.open(conf, output.toString());
    RunDescription run = ledger.run().orElseThrow();
    FloatBuffer found =
        new QueryEmbedding(conf, ledger, run, output.toString())
            .of(file.toString(), null)
            .embedding();
    String stored =
        Duck.row(
            "SELECT embedding FROM '%s/embeddings/*.parquet' WHERE uri = 'file:%s'"
                .formatted(output, file));
    String[] values = stored.substring(1, stored.length() - 1).split(", ", -1);
    assertThat(found.remaining()).isEqualTo(values.length);
    for (String value : values) {
      assertThat(found.get()).isEqualTo(Float.parseFloat(value));
    }
    assertDone(index());
    JsonNode results = search("--image", file.toString()).path("results");
    assertThat(results.path(0).path("uri").asText()).isEqualTo("file:" + file);
    assertThat(results.path(0).path("cosine").asDouble()).isCloseTo(1, within(1e-6));
  }

  @Test
  void vectorsOfOtherWeightsAreRefused() {
    assertDone(index());
    CommandLine other =
        residua(
            "search",
            output.toString(),
            "--image",
            picture(0).toString(),
            "--weights",
            "generated:43");
    assertThat(other.exitCode()).as(other.output()).isEqualTo(ExitCode.REFUSED);
    assertThat(other.output())
        .contains("residua.weights-sha256: recorded ")
        .contains("Give the run's weights by --weights");
  }

  @Test
  void aBuildThatWasKilledLeavesNoIndexAndTheSameCommandBuildsIt() throws Exception {
    for (String point :
        List.of("index-graph-placed", "index-group-placed", "index-before-description")) {
      assertThat(halted(point)).as(point).isEqualTo(137);
      assertThat(files(output.resolve("index"))).as(point).isNotEmpty();
      assertThat(output.resolve("index/index.json")).doesNotExist();
      CommandLine search = residua("search", output.toString(), "--uri", uris().get(0));
      assertThat(search.exitCode()).as(search.output()).isEqualTo(ExitCode.REFUSED);
      assertThat(search.output()).contains("found no index/index.json; build it by 'residua index");
      assertDone(residua("verify", output.toString()));
      CommandLine again = index();
      assertDone(again);
      assertThat(again.output()).contains("of a build that was stopped");
      assertThat(search("--uri", uris().get(0)).path("results")).hasSize(10);
      assertDone(residua("verify", output.toString()));
      removeTheIndex();
    }
  }

  private static int halted(String point) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened : List.of("java.lang", "java.nio", "java.util", "java.net", "sun.nio.ch")) {
      String of = opened.startsWith("sun") ? "sun.nio.ch" : opened;
      command.add("--add-opens=java.base/" + of + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dresidua.fault=" + point + ":halt",
            "-cp",
            System.getProperty("java.class.path"),
            "io.residua.jobs.Residua",
            "index",
            output.toString(),
            "--exact-below",
            "0",
            "--group-vectors",
            "25",
            "--master",
            "local[1]"));
    Path log = folder.resolve("halted.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return process.waitFor();
  }

  @Test
  void aDamagedOrShortFileIsRefusedByName() throws Exception {
    assertDone(index());
    Path signatures = only("signatures-0000-");
    try (RandomAccessFile file = new RandomAccessFile(signatures.toFile(), "rw")) {
      file.seek(100);
      int there = file.read();
      file.seek(100);
      file.write(there ^ 1);
    }
    failed(residua("search", output.toString(), "--uri", uris().get(0)), signatures, "SHA-256");
    CommandLine proof = residua("verify", output.toString());
    assertThat(proof.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(proof.output()).contains("signatures-0000-");
    assertDone(index("--rebuild"));
    Path graph = only("graph-0001-");
    try (RandomAccessFile file = new RandomAccessFile(graph.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    failed(residua("search", output.toString(), "--uri", uris().get(0)), graph, "bytes");
    Files.delete(graph);
    failed(residua("search", output.toString(), "--uri", uris().get(0)), graph, "no file");
  }

  private static void failed(CommandLine run, Path file, String what) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.FAILED);
    assertThat(run.output()).contains("[" + file + "] index: expected ").contains(what);
    assertThat(run.output()).contains("residua index --rebuild");
  }

  @Test
  void anIndexIsBuiltOnce() throws Exception {
    assertDone(index());
    String before = Files.readString(output.resolve("index/index.json"));
    CommandLine again = index("--master", "spark://localhost:1");
    assertDone(again);
    assertThat(again.output()).contains("index: up to date");
    CommandLine other = index("--metric", "cosine");
    assertThat(other.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(other.output())
        .contains("found one of --metric centred-cosine")
        .contains("--rebuild");
    refused(
        index("--exact-below", "5000"), "found one of --metric centred-cosine, --group-vectors 25");
    assertThat(Files.readString(output.resolve("index/index.json"))).isEqualTo(before);
    assertDone(index("--metric", "cosine", "--rebuild"));
    assertThat(json(output.resolve("index/index.json")).path("metric").asText())
        .isEqualTo("cosine");
    assertDone(residua("verify", output.toString()));
  }

  @Test
  void aSmallSetIsSearchedWithoutAGraph() throws Exception {
    assertDone(residua("index", output.toString()));
    assertThat(files(output.resolve("index"))).hasSize(1);
    CommandLine otherGroups = residua("index", output.toString(), "--group-vectors", "7");
    assertDone(otherGroups);
    assertThat(otherGroups.output()).contains("index: up to date");
    refused(index(), "found one of --metric centred-cosine and exact search");
    JsonNode found = search("--uri", uris().get(0));
    assertThat(found.path("how").asText()).isEqualTo("exact");
    assertThat(found.path("results")).hasSize(10);
  }

  @Test
  void copiesAreFoundWithAndWithoutAGraph() throws Exception {
    String first = "file:" + picture(0);
    for (List<String> how : List.of(List.<String>of(), List.of("--exact-below", "0"))) {
      List<String> command = new ArrayList<>(List.of("index", output.toString(), "--rebuild"));
      command.addAll(how);
      assertDone(residua(command.toArray(String[]::new)));
      Path csv = folder.resolve("duplicates.csv");
      CommandLine run =
          residua(
              "duplicates",
              output.toString(),
              "--threshold",
              "0.99",
              "--output",
              csv.toString(),
              "--master",
              "local[2]");
      assertDone(run);
      String of = "FROM read_csv('%s') WHERE %s";
      assertThat(
              Duck.row(
                  ("SELECT count(*), count(DISTINCT \"group\") " + of)
                      .formatted(csv, "uri IN ('%s', 'file:%s', 'file:%s')")
                      .formatted(
                          first,
                          pictures.resolve("copied.png"),
                          pictures.resolve("encoded-again.jpg"))))
          .isEqualTo("3 1");
      assertThat(Duck.row(("SELECT count(*) " + of).formatted(csv, "kind = 'identical'")))
          .isEqualTo("2");
    }
  }

  @Test
  void filesOfAnotherStoreAreCopiedOnce() throws Exception {
    assertDone(index());
    String uri = uris().get(0);
    JsonNode local = search("--uri", uri);
    Path cache = folder.resolve(".cache/residua/index");
    for (JsonNode group : json(output.resolve("index/index.json")).path("groups")) {
      for (JsonNode file : group.path("files")) {
        assertThat(cache.resolve(file.path("sha256").asText())).doesNotExist();
      }
    }
    CommandLine far =
        residua(
            "search",
            "viewfs://far/features",
            "--uri",
            uri,
            "--json",
            "--conf",
            "spark.hadoop.fs.viewfs.mounttable.far.link./features=" + output.toUri());
    assertDone(far);
    assertThat(new ObjectMapper().readTree(far.output()).path("results"))
        .isEqualTo(local.path("results"));
    for (JsonNode group : json(output.resolve("index/index.json")).path("groups")) {
      for (JsonNode file : group.path("files")) {
        assertThat(cache.resolve(file.path("sha256").asText()))
            .hasSize(file.path("bytes").asLong());
      }
    }
  }

  @Test
  void aPageShowsThem() throws Exception {
    assertDone(index());
    Path page = folder.resolve("page.html");
    assertDone(
        residua(
            "search",
            output.toString(),
            "--image",
            picture(5).toString(),
            "--top",
            "4",
            "--html",
            page.toString()));
    String html = Files.readString(page);
    assertThat(html.split("data:image/jpeg;base64,", -1)).hasSize(6);
    assertThat(html)
        .contains(String.valueOf(picture(5).getFileName()))
        .doesNotContain("http:", "https:");
  }

  @Test
  void whatCannotBeSearchedIsRefusedWithARemedy() throws Exception {
    refused(residua("search", output.toString(), "--uri", "x"), "build it by 'residua index");
    assertDone(index());
    refused(residua("search", output.toString()), "--image FILE, or --uri URI");
    refused(residua("search", output.toString(), "--uri", "x"), "found none like it");
    refused(residua("search", output.toString(), "--image", "/no/such.jpg"), "/no/such.jpg");
    refused(residua("search", output.toString(), "--uri", "x", "--top", "0"), "--top");
    refused(residua("search", pictures.toString(), "--uri", "x"), "no _residua/run.json");
    refused(residua("duplicates", output.toString(), "--threshold", "2"), "--threshold");
    refused(
        residua("duplicates", output.toString(), "--output", "/no/such/folder/a.csv"),
        "[--output] expected a file in a folder that exists, found /no/such/folder/a.csv");
    refused(
        residua("search", output.toString(), "--uri", "x", "--html", "/no/such/folder/a.html"),
        "[--html] expected a file in a folder that exists");
    refused(index("--rebuild", "--recall", "1.1"), "--recall");
    refused(index("--rebuild", "--metric", "l7"), "centred-cosine, cosine");
    Path words = Files.writeString(folder.resolve("words.jpg"), "no picture");
    refused(residua("search", output.toString(), "--image", words.toString()), "NOT_AN_IMAGE");
    Path unfinished = folder.resolve("unfinished");
    assertDone(extract(unfinished, "--limit", "12"));
    Files.delete(unfinished.resolve("_SUCCESS"));
    refused(residua("index", unfinished.toString()), "found no _SUCCESS; finish it");
  }

  private static void refused(CommandLine run, String named) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains(named);
  }

  private static void assertDone(CommandLine run) {
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  private static JsonNode search(String... query) throws IOException {
    String[] command =
        Stream.concat(Stream.of("search", output.toString(), "--json"), Stream.of(query))
            .toArray(String[]::new);
    CommandLine run = residua(command);
    assertDone(run);
    return new ObjectMapper().readTree(run.output().substring(run.output().indexOf('{')));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static List<String> uris() throws Exception {
    return List.of(
        Duck.row(
                "SELECT string_agg(uri, ' ' ORDER BY uri) FROM '%s/embeddings/*.parquet'"
                    .formatted(output))
            .split(" ", -1));
  }

  private static Path picture(int number) {
    try (Stream<Path> all = Files.list(pictures)) {
      return all.filter(file -> !file.getFileName().toString().matches("(copied|encoded).*"))
          .sorted()
          .toList()
          .get(number);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path only(String prefix) throws IOException {
    return files(output.resolve("index")).stream()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> files(Path in) throws IOException {
    try (Stream<Path> all = Files.list(in)) {
      return all.sorted().toList();
    }
  }

  private static void encodeAgain(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      BufferedImage image = ImageIO.read(in);
      BufferedImage rgb =
          new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
      rgb.createGraphics().drawImage(image, 0, 0, null);
      ImageIO.write(rgb, "jpg", to.toFile());
    }
  }
}
