package io.residua.jobs.search;

import io.residua.io.ledger.FaultPoint;
import io.residua.io.ledger.IndexFolder;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;

/** Builds the index of an output, as the driver sees it. */
public final class Indexing {

  /** Bytes of a graph's file at most: what one memory map reaches. */
  private static final long MOST_GRAPH_BYTES = Integer.MAX_VALUE - (64L << 20);

  private final IndexRequest request;
  private final PrintStream out;
  private final OutputRun of;
  private final IndexFolder index;

  private Indexing(IndexRequest request, PrintStream out) throws IOException {
    this.request = request;
    this.out = out;
    this.of = OutputRun.open(request.output(), request.sparkSettings());
    this.index = of.ledger().index();
  }

  /**
   * Builds it, or finds that it is there.
   *
   * @param version of the product
   * @param out takes progress and what was found
   * @throws RefusedException when the output cannot be indexed as it stands, or has an index of
   *     other options
   * @throws IOException when it cannot be built; there is none then
   */
  public static void run(IndexRequest request, String version, PrintStream out) throws IOException {
    new Indexing(request, out).run(version);
  }

  private void run(String version) throws IOException {
    long begun = System.nanoTime();
    SortedMap<Integer, ShardRecord> records = of.records();
    long[] firstRows = OutputRun.firstRows(records);
    long vectors = firstRows[firstRows.length - 1];
    if (vectors == 0) {
      throw new RefusedException(
          "[%s] embeddings: expected some, found none; every image is in quarantine"
              .formatted(of.output()));
    }
    boolean exact = vectors < request.exactBelow();
    if (!request.rebuild() && upToDate(exact)) {
      return;
    }
    if (!exact) {
      SparkContexts.requireAnswer(request.master(), request.sparkSettings());
    }
    clear();
    Built built =
        exact
            ? new ExactBuild(of.ledger(), of.channels(), firstRows).build(request)
            : graphs(records, firstRows);
    put(description(version, vectors, built, begun));
  }

  /**
   * What was built.
   *
   * @param mean of the embeddings, all zeros for none
   * @param search as measured
   * @param groups with their files
   */
  record Built(
      List<Double> mean, IndexDescription.Measured search, List<IndexDescription.Group> groups) {}

  private Built graphs(SortedMap<Integer, ShardRecord> records, long[] firstRows)
      throws IOException {
    int dimensions = of.channels();
    long most =
        Math.min(request.groupVectors(), MOST_GRAPH_BYTES / GroupGraph.bytesEach(dimensions));
    List<GroupPlan> groups = GroupPlan.cut(records.values(), most);
    out.printf(
        Locale.ROOT,
        "index: %,d vectors of %d values in %d group%s%n",
        firstRows[firstRows.length - 1],
        dimensions,
        groups.size(),
        groups.size() == 1 ? "" : "s");
    try (JavaSparkContext spark =
        SparkContexts.open("residua index", request.master(), request.sparkSettings())) {
      return new GraphBuild(spark, of, request, out).build(groups, firstRows);
    }
  }

  private boolean upToDate(boolean exact) throws IOException {
    Optional<String> json = index.description();
    if (json.isEmpty()) {
      return false;
    }
    IndexDescription found = IndexDescription.fromJson(json.get(), index.name());
    boolean same =
        found.of(of.run())
            && found.metric().equals(request.metric().label())
            && found.exact() == exact
            && (exact || found.groupVectors() == request.groupVectors())
            && found.search().recall() >= request.recall();
    if (!same) {
      throw new RefusedException(
          "[%s] index: expected none, or one of these options, found one of %s; add --rebuild to replace it"
              .formatted(index.name(), options(found)));
    }
    out.println("index: up to date; " + text(found));
    return true;
  }

  private static String options(IndexDescription found) {
    return found.exact()
        ? "--metric %s and exact search".formatted(found.metric())
        : String.format(
            Locale.ROOT,
            "--metric %s, --group-vectors %d and recall@10 %.4f",
            found.metric(),
            found.groupVectors(),
            found.search().recall());
  }

  private void clear() throws IOException {
    of.ledger().settleStore().ifPresent(out::println);
    boolean whole = index.description().isPresent();
    List<String> cleared = index.clear();
    if (!cleared.isEmpty()) {
      out.printf(
          whole
              ? "index: the one that was there is replaced, %d files%n"
              : "index: removed %d files of a build that was stopped%n",
          cleared.size());
    }
  }

  private IndexDescription description(String version, long vectors, Built built, long begun) {
    RunDescription run = of.run();
    int dimensions = of.channels();
    return new IndexDescription(
        IndexDescription.FORMAT,
        version,
        run.settings(),
        run.settingsId(),
        run.listId(),
        request.metric().label(),
        dimensions,
        vectors,
        built.mean(),
        new IndexDescription.SignatureForm(
            new Signatures(dimensions).words() * Long.SIZE, Signatures.SEED),
        new IndexDescription.GraphForm(GroupGraph.DEGREE, GroupGraph.BEAM_WIDTH),
        request.groupVectors(),
        built.search(),
        Math.round((System.nanoTime() - begun) / 1e6) / 1e3,
        built.groups());
  }

  private void put(IndexDescription description) throws IOException {
    FaultPoint.hit("index-before-description");
    // Another build that began since has cleared the folder.
    for (IndexDescription.Group group : description.groups()) {
      for (OutputFile file : group.files()) {
        index.requireSize(file);
      }
    }
    if (!index.putDescription(description.toJson())) {
      throw new IOException(
          "[%s] index: expected to be the only one who builds it, found another's; 'residua search' takes that one, --rebuild replaces it"
              .formatted(index.name()));
    }
    out.println("index: " + text(description));
  }

  private static String text(IndexDescription index) {
    IndexDescription.Measured search = index.search();
    long bytes =
        index.groups().stream()
            .flatMap(group -> group.files().stream())
            .mapToLong(OutputFile::bytes)
            .sum();
    return index.exact()
        ? String.format(
            Locale.ROOT,
            "%,d vectors, %s; too few for a graph, every search goes through all of them: recall 1",
            index.vectors(),
            index.metric())
        : String.format(
            Locale.ROOT,
            "%,d vectors, %s, %,d bytes, built in %.1f s; recall@10 %.4f over %d queries by %s, %.2f ms a query on one core",
            index.vectors(),
            index.metric(),
            bytes,
            index.buildSeconds(),
            search.recall(),
            search.queries(),
            search.effort().text(),
            search.millis());
  }
}
