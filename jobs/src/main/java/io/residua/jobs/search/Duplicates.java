package io.residua.jobs.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.size;

import io.residua.io.features.EmbeddingReader;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.extract.TaskResults;
import io.residua.jobs.progress.LiveLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Lists the images of an output that are there more than once, or nearly so. */
public final class Duplicates {

  private static final int ROWS_OF_TASK = 10_000;
  private static final int MOST_COMPARED = 20_000;

  private final DuplicatesRequest request;
  private final PrintStream out;
  private final OutputRun of;
  private double threshold;
  private final DuplicateGroups groups = new DuplicateGroups();

  private Duplicates(DuplicatesRequest request, PrintStream out) throws IOException {
    this.request = request;
    this.out = out;
    this.of = OutputRun.open(request.output(), request.sparkSettings());
  }

  /**
   * Finds and prints them.
   *
   * @throws RefusedException when there is no index
   * @throws IOException when a file of the index is missing or damaged; it is named
   */
  public static void run(DuplicatesRequest request, PrintStream out) throws IOException {
    new Duplicates(request, out).run();
  }

  private void run() throws IOException {
    Optional<IndexDescription> index = Searching.description(of, false);
    Double asked = request.threshold();
    threshold = asked == null ? Metric.of(index.get().metric()).nearDuplicates() : asked;
    if (index.get().exact()) {
      compareAll(index.get());
    } else {
      askIndex(index.get());
    }
    DuplicateReport report = new DuplicateReport(groups.all(), threshold, index.get().metric());
    report.print(index.get().vectors(), out);
    if (request.file() != null) {
      report.write(request.file());
      out.println("written: " + request.file());
    }
  }

  /** Of a small set: each with each. */
  private void compareAll(IndexDescription index) throws IOException {
    if (index.vectors() > MOST_COMPARED) {
      throw new RefusedException(
          "[%s] index: expected one with graphs for %,d vectors, found one of exact search, by which at most %,d are compared each with each; build it again by 'residua index --rebuild' without --exact-below"
              .formatted(of.output(), index.vectors(), MOST_COMPARED));
    }
    UnitVectors units = index.units();
    List<String> uris = new ArrayList<>();
    List<String> sha256s = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (int shard = 0; shard < of.run().shards(); shard++) {
      try (EmbeddingReader rows = of.ledger().embeddings(shard, index.dimensions())) {
        while (rows.next()) {
          uris.add(rows.uri());
          sha256s.add(rows.sha256());
          vectors.add(units.of(rows.embedding()));
        }
      }
    }
    for (int i = 0; i < vectors.size(); i++) {
      for (int j = i + 1; j < vectors.size(); j++) {
        float cosine = Dots.of(vectors.get(i), vectors.get(j));
        boolean identical = sha256s.get(i).equals(sha256s.get(j));
        if (identical || cosine >= threshold) {
          groups.add(new Likeness(uris.get(i), uris.get(j), cosine, identical));
        }
      }
    }
  }

  private void askIndex(IndexDescription index) throws IOException {
    SparkContexts.requireAnswer(request.master(), request.sparkSettings());
    try (JavaSparkContext spark =
        SparkContexts.open("residua duplicates", request.master(), request.sparkSettings())) {
      identicalFiles(spark);
      LiveVectors live = LiveVectors.listen(spark.sc());
      LikenessTask task =
          new LikenessTask(
              of.output(),
              index.toJson(),
              threshold,
              spark.broadcast(new SerializableConfiguration(of.conf())),
              live.vectors());
      List<long[]> rows = rows(index);
      AtomicLong done = new AtomicLong();
      long begun = System.nanoTime();
      try (LiveLine progress =
          new LiveLine(
              out,
              () ->
                  "duplicates: "
                      + VectorsDone.since(begun, done.get() + live.inFlight(), index.vectors())
                          .line())) {
        progress.start();
        TaskResults.each(
            spark.parallelize(rows, rows.size()).map(task),
            bytes -> {
              Likeness.fromBytes(bytes).forEach(groups::add);
              done.addAndGet(ROWS_OF_TASK);
            });
      }
    } catch (Exception e) {
      throw GraphBuild.failed(
          e, "[%s] duplicates: expected every row to be asked for", of.output());
    }
  }

  /** Ranges of rows a task asks for: group, first row, row behind the last. */
  private static List<long[]> rows(IndexDescription index) {
    List<long[]> ranges = new ArrayList<>();
    for (int group = 0; group < index.groups().size(); group++) {
      int rows = index.groups().get(group).plan(group).rows();
      for (int first = 0; first < rows; first += ROWS_OF_TASK) {
        ranges.add(new long[] {group, first, Math.min(rows, first + ROWS_OF_TASK)});
      }
    }
    return ranges;
  }

  /** Files that are the same need no index. */
  private void identicalFiles(JavaSparkContext context) {
    SparkSession spark = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
    for (Row row :
        spark
            .read()
            .parquet(literal(of.output() + "/embeddings"))
            .groupBy("sha256")
            .agg(collect_list("uri").as("uris"))
            .filter(size(col("uris")).gt(1))
            .select("uris")
            .collectAsList()) {
      List<String> uris = row.getList(0);
      for (String uri : uris.subList(1, uris.size())) {
        groups.add(new Likeness(uris.get(0), uri, 1, true));
      }
    }
  }

  /** Spark takes a path for a glob. */
  private static String literal(String path) {
    return path.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }
}
