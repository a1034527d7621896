package io.residua.jobs.search;

import io.residua.io.ledger.RunDescription;
import io.residua.jobs.extract.TaskResults;
import io.residua.jobs.progress.LiveLine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Builds graphs on the executors: first the mean and the queries, then a group a task. */
final class GraphBuild {

  private final JavaSparkContext spark;
  private final String output;
  private final IndexRequest request;
  private final RunDescription run;
  private final int dimensions;
  private final PrintStream out;
  private final Broadcast<SerializableConfiguration> conf;

  GraphBuild(JavaSparkContext spark, OutputRun of, IndexRequest request, PrintStream out) {
    this.spark = spark;
    this.output = of.output();
    this.request = request;
    this.run = of.run();
    this.dimensions = of.channels();
    this.out = out;
    this.conf = spark.broadcast(new SerializableConfiguration(of.conf()));
  }

  Indexing.Built build(List<GroupPlan> groups, long[] firstRows) throws IOException {
    long vectors = firstRows[firstRows.length - 1];
    long[] wanted = Queries.rows(vectors);
    EmbeddingSums sums = sums(firstRows, wanted);
    boolean centred = request.metric() == Metric.CENTRED_COSINE;
    double[] mean = centred ? sums.mean(vectors) : new double[dimensions];
    Map<Integer, GroupOutcome> outcomes = groups(groups, mean, wanted, sums.queries(), vectors);
    return new Indexing.Built(
        centred ? Arrays.stream(mean).boxed().toList() : List.of(),
        RecallMeasure.of(outcomes.values(), request.recall(), wanted.length),
        described(groups, outcomes));
  }

  private EmbeddingSums sums(long[] firstRows, long[] wanted) {
    int tasks = (firstRows.length - 2) / SumsTask.SHARDS + 1;
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    SumsTask task = new SumsTask(output, dimensions, firstRows, wanted, conf);
    EmbeddingSums sums = EmbeddingSums.zero(dimensions);
    spark.setJobDescription("mean of the embeddings");
    for (byte[] part : spark.parallelize(numbers, tasks).map(task).collect()) {
      sums.add(EmbeddingSums.fromBytes(part, dimensions));
    }
    return sums;
  }

  private Map<Integer, GroupOutcome> groups(
      List<GroupPlan> groups, double[] mean, long[] wanted, byte[] queries, long vectors)
      throws IOException {
    Map<Integer, GroupOutcome> outcomes = new ConcurrentSkipListMap<>();
    LiveVectors live = LiveVectors.listen(spark.sc());
    double goal = (1 + request.recall()) / 2;
    GroupTask task =
        new GroupTask(
            output,
            key(),
            groups,
            mean,
            goal,
            wanted,
            spark.broadcast(queries),
            conf,
            live.vectors());
    List<Integer> numbers = IntStream.range(0, groups.size()).boxed().toList();
    spark.setJobDescription("graphs of %d groups".formatted(groups.size()));
    long begun = System.nanoTime();
    try (LiveLine progress =
        new LiveLine(
            out,
            () ->
                "index: "
                    + VectorsDone.since(begun, live.inFlight() + done(groups, outcomes), vectors)
                        .line())) {
      progress.start();
      TaskResults.each(
          spark.parallelize(numbers, numbers.size()).map(task),
          bytes -> {
            GroupOutcome outcome = outcome(bytes);
            outcomes.put(outcome.group(), outcome);
          });
    } catch (Exception e) {
      throw failed(e, "[%s] index: expected every group to be built", output);
    }
    return new TreeMap<>(outcomes);
  }

  private static GroupOutcome outcome(byte[] bytes) {
    try {
      return GroupOutcome.fromBytes(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long done(List<GroupPlan> groups, Map<Integer, GroupOutcome> outcomes) {
    return outcomes.keySet().stream().mapToLong(group -> groups.get(group).rows()).sum();
  }

  /**
   * A failure of a job, in the words of what caused it.
   *
   * @param expected a message with a place for {@code output}
   */
  static IOException failed(Exception failure, String expected, String output) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new IOException(
        "%s, found: %s; the same command tries it again"
            .formatted(expected.formatted(output), cause.getMessage()),
        failure);
  }

  private static List<IndexDescription.Group> described(
      List<GroupPlan> groups, Map<Integer, GroupOutcome> outcomes) {
    List<IndexDescription.Group> described = new ArrayList<>();
    for (GroupOutcome outcome : outcomes.values()) {
      GroupPlan plan = groups.get(outcome.group());
      described.add(
          new IndexDescription.Group(plan.firstShard(), plan.shardRows(), outcome.files()));
    }
    return described;
  }

  /** Of what decides the files: eight digits. */
  private String key() {
    String decides =
        "residua-index %d %s %s %s %d %d %d %d"
            .formatted(
                IndexDescription.FORMAT,
                run.settingsId(),
                run.listId(),
                request.metric().label(),
                request.groupVectors(),
                GroupGraph.DEGREE,
                GroupGraph.BEAM_WIDTH,
                Signatures.SEED);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(decides.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
