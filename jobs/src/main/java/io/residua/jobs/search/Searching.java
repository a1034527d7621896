package io.residua.jobs.search;

import io.residua.io.lake.Inputs;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.IndexFolder;
import io.residua.jobs.extract.QueryEmbedding;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the neighbours of an image, in this process. */
public final class Searching {

  private final SearchRequest request;
  private final OutputRun of;

  private Searching(SearchRequest request) throws IOException {
    this.request = request;
    this.of = OutputRun.open(request.output(), request.hadoopSettings());
  }

  /**
   * Searches and prints.
   *
   * @throws RefusedException when there is no index, no such image, or it cannot be embedded as
   *     those of the output were
   * @throws IOException when a file of the index is missing or damaged; it is named
   */
  public static void run(SearchRequest request, PrintStream out) throws IOException {
    Searching searching = new Searching(request);
    Answer answer = searching.answer();
    out.print(request.json() ? answer.toJson() : answer.text());
    if (request.html() != null) {
      NeighbourPage.write(request.html(), searching.of, answer);
      out.println("written: " + request.html());
    }
  }

  private Answer answer() throws IOException {
    Optional<IndexDescription> index = description(of, request.exact());
    QueryEmbedding.Embedded embedded =
        request.image() == null
            ? null
            : new QueryEmbedding(of.conf(), of.ledger(), of.run(), of.output())
                .of(request.image(), request.weights());
    if (index.isEmpty() || index.get().exact()) {
      UnitVectors units = index.isPresent() ? index.get().units() : unindexed();
      return exact(units, index.map(IndexDescription::metric).orElse(unindexedMetric()), embedded);
    }
    return indexed(index.get(), embedded);
  }

  /**
   * The index of an output; empty only where it may be.
   *
   * @throws RefusedException when there is none, or of another run
   */
  static Optional<IndexDescription> description(OutputRun of, boolean optional) throws IOException {
    IndexFolder folder = of.ledger().index();
    Optional<String> json = folder.description();
    if (json.isEmpty() && !optional) {
      throw new RefusedException(
          "[%s] index: expected one, found no index/index.json; build it by 'residua index %s', or give --exact to go through all embeddings"
              .formatted(of.output(), of.output()));
    }
    if (json.isEmpty()) {
      return Optional.empty();
    }
    IndexDescription description = IndexDescription.fromJson(json.get(), folder.name());
    if (!description.of(of.run())) {
      throw new RefusedException(
          "[%s] index: expected one of this run, of settings-id %s and list-id %s, found %s and %s; build it again by 'residua index --rebuild'"
              .formatted(
                  folder.name(),
                  of.run().settingsId(),
                  of.run().listId(),
                  description.settingsId(),
                  description.listId()));
    }
    return Optional.of(description);
  }

  private static String unindexedMetric() {
    return Metric.CENTRED_COSINE.label();
  }

  private UnitVectors unindexed() throws IOException {
    ExactBuild build =
        new ExactBuild(of.ledger(), of.channels(), OutputRun.firstRows(of.records()));
    return new UnitVectors(build.mean().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private Answer exact(UnitVectors units, String metric, QueryEmbedding.@Nullable Embedded embedded)
      throws IOException {
    ExactSearch search = new ExactSearch(of.ledger(), of.run().shards(), units);
    if (embedded != null) {
      List<Hit> hits = search.search(units.of(embedded.embedding()), request.top(), "");
      return answer(embedded.image(), metric, Effort.EXACT, hits);
    }
    for (String uri : spellings()) {
      Optional<float[]> vector = search.vector(uri);
      if (vector.isPresent()) {
        List<Hit> hits = search.search(vector.get(), request.top(), uri);
        return new Answer(uri, null, metric, Effort.EXACT, hits);
      }
    }
    throw unknown();
  }

  private Answer indexed(IndexDescription index, QueryEmbedding.@Nullable Embedded embedded)
      throws IOException {
    IndexFolder folder = of.ledger().index();
    IndexFiles files = new IndexFiles(folder, IndexFiles.cache(System.getenv()));
    Effort effort =
        request.exact() ? new Effort(Effort.How.SCAN, Effort.ALL) : index.search().effort();
    try (OpenIndex open = OpenIndex.open(index, folder, files)) {
      if (embedded != null) {
        Query query = open.query(index.units().of(embedded.embedding()));
        List<Hit> hits = open.search(query, effort, request.top());
        return answer(embedded.image(), index.metric(), effort, hits);
      }
      for (String uri : spellings()) {
        Optional<Query> query = open.query(uri);
        if (query.isPresent()) {
          List<Hit> hits = open.search(query.get(), effort, request.top());
          return new Answer(uri, null, index.metric(), effort, hits);
        }
      }
    }
    throw unknown();
  }

  private static Answer answer(LakeImage image, String metric, Effort effort, List<Hit> hits) {
    return new Answer(image.uri(), image, metric, effort, hits);
  }

  /** The uri as it was given, and as an input of that name would be planned. */
  private List<String> spellings() throws IOException {
    String uri = String.valueOf(request.uri());
    try {
      return Stream.of(uri, Inputs.qualify(of.conf(), List.of(uri)).get(0)).distinct().toList();
    } catch (IllegalArgumentException e) {
      return List.of(uri);
    }
  }

  private RefusedException unknown() {
    return new RefusedException(
        "[%s] uri: expected that of an image with an embedding in %s, found none like it; spell it as the embeddings do, or give the file by --image"
            .formatted(request.uri(), of.output()));
  }
}
