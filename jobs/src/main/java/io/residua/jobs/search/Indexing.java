package io.residua.jobs.search;

import io.residua.io.lake.Inputs;
import io.residua.io.ledger.FaultPoint;
import io.residua.io.ledger.IndexFolder;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import io.residua.jobs.extract.RecordedFeatures;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Builds the index of an output, as the driver sees it. */
public final class Indexing {

  /** Bytes of a graph's file at most: what one memory map reaches. */
  private static final long MOST_GRAPH_BYTES = Integer.MAX_VALUE - (64L << 20);

  private final IndexRequest request;
  private final PrintStream out;
  private final Configuration conf;
  private final String output;
  private final Ledger ledger;

  private Indexing(IndexRequest request, PrintStream out) throws IOException {
    this.request = request;
    this.out = out;
    this.conf = SparkContexts.hadoopConfiguration(request.sparkSettings());
    this.output = qualified(conf, request.output());
    this.ledger = Ledger.open(conf, output);
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

  static String qualified(Configuration conf, String output) throws IOException {
    try {
      return Inputs.qualify(conf, List.of(output)).get(0);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /**
   * The run of an output.
   *
   * @throws RefusedException when there is none
   */
  static RunDescription run(Ledger ledger, String output) throws IOException {
    return ledger
        .run()
        .orElseThrow(
            () ->
                new RefusedException(
                    "[%s] output: expected a folder extract wrote, found no _residua/run.json; name one"
                        .formatted(output)));
  }

  /**
   * The records of a finished run.
   *
   * @throws RefusedException when it is not finished
   */
  static SortedMap<Integer, ShardRecord> finished(Ledger ledger, RunDescription run)
      throws IOException {
    try {
      return ledger.finished(run);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private void run(String version) throws IOException {
    long begun = System.nanoTime();
    RunDescription run = run(ledger, output);
    SortedMap<Integer, ShardRecord> records = finished(ledger, run);
    if (!request.rebuild() && upToDate(run)) {
      return;
    }
    long[] firstRows = firstRows(records);
    long vectors = firstRows[firstRows.length - 1];
    if (vectors == 0) {
      throw new RefusedException(
          "[%s] embeddings: expected some, found none; every image is in quarantine"
              .formatted(output));
    }
    boolean exact = vectors < request.exactBelow();
    if (!exact) {
      SparkContexts.requireAnswer(request.master(), request.sparkSettings());
    }
    clear();
    int dimensions = new RecordedFeatures(run.settings()).channels();
    Built built =
        exact
            ? new ExactBuild(ledger, dimensions, firstRows).build(request)
            : graphs(run, records, firstRows, dimensions);
    put(description(version, run, dimensions, vectors, built, begun));
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

  private Built graphs(
      RunDescription run, SortedMap<Integer, ShardRecord> records, long[] firstRows, int dimensions)
      throws IOException {
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
      return new GraphBuild(spark, conf, output, request, run, dimensions, out)
          .build(groups, firstRows);
    }
  }

  /** Place in the set of each shard's first embedding, and the number of all. */
  static long[] firstRows(SortedMap<Integer, ShardRecord> records) {
    long[] rows = new long[records.size() + 1];
    for (ShardRecord record : records.values()) {
      rows[record.shard() + 1] = record.embedded();
    }
    Arrays.parallelPrefix(rows, Long::sum);
    return rows;
  }

  private boolean upToDate(RunDescription run) throws IOException {
    IndexFolder index = ledger.index();
    Optional<String> json = index.description();
    if (json.isEmpty()) {
      return false;
    }
    IndexDescription found = IndexDescription.fromJson(json.get(), index.name());
    boolean same =
        found.of(run)
            && found.metric().equals(request.metric().label())
            && found.groupVectors() == request.groupVectors()
            && found.search().recall() >= request.recall();
    if (!same) {
      throw new RefusedException(
          "[%s] index: expected none, or one of these options, found one of --metric %s, --group-vectors %d and recall@10 %.4f; add --rebuild to replace it"
              .formatted(
                  index.name(), found.metric(), found.groupVectors(), found.search().recall()));
    }
    out.println("index: up to date; " + text(found));
    return true;
  }

  private void clear() throws IOException {
    ledger.settleStore().ifPresent(out::println);
    boolean whole = ledger.index().description().isPresent();
    List<String> cleared = ledger.index().clear();
    if (!cleared.isEmpty()) {
      out.printf(
          whole
              ? "index: the one that was there is replaced, %d files%n"
              : "index: removed %d files of a build that was stopped%n",
          cleared.size());
    }
  }

  private IndexDescription description(
      String version, RunDescription run, int dimensions, long vectors, Built built, long begun) {
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
    if (!ledger.index().putDescription(description.toJson())) {
      throw new IOException(
          "[%s] index: expected to be the only one who builds it, found another's; 'residua search' takes that one, --rebuild replaces it"
              .formatted(ledger.index().name()));
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
    return search.how() == Effort.How.EXACT
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
