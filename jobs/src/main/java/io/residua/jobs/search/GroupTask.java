package io.residua.jobs.search;

import io.residua.io.features.EmbeddingReader;
import io.residua.io.ledger.FaultPoint;
import io.residua.io.ledger.IndexFolder;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.SpoolFolder;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** A Spark task: builds a group's files, measures them and places them. */
final class GroupTask implements Function<Integer, byte[]> {

  private static final long serialVersionUID = 1L;

  private final String output;
  private final String key;
  private final List<GroupPlan> groups;
  private final double[] mean;
  private final double goal;
  private final long[] queryRows;
  private final Broadcast<byte[]> queries;
  private final Broadcast<SerializableConfiguration> conf;
  private final LongAccumulator vectors;

  /**
   * @param key of what decides the files, part of their names
   * @param mean subtracted from embeddings
   * @param goal recall of a group above which no greater effort is measured
   * @param queryRows places of the queries in the set
   * @param queries their embeddings
   * @param vectors counts those in a graph
   */
  GroupTask(
      String output,
      String key,
      List<GroupPlan> groups,
      double[] mean,
      double goal,
      long[] queryRows,
      Broadcast<byte[]> queries,
      Broadcast<SerializableConfiguration> conf,
      LongAccumulator vectors) {
    this.output = output;
    this.key = key;
    this.groups = new ArrayList<>(groups);
    this.mean = mean;
    this.goal = goal;
    this.queryRows = queryRows;
    this.queries = queries;
    this.conf = conf;
    this.vectors = vectors;
  }

  /** A {@link GroupOutcome} as bytes. */
  @Override
  public byte[] call(Integer group) throws IOException {
    Ledger ledger = Ledger.open(conf.value().value(), output);
    Path folder = SpoolFolder.create("residua-index-");
    try {
      return build(ledger, groups.get(group), folder).toBytes();
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    } finally {
      SpoolFolder.delete(folder);
    }
  }

  private GroupOutcome build(Ledger ledger, GroupPlan plan, Path folder) throws IOException {
    Path graph = folder.resolve("graph");
    Path table = folder.resolve("signatures");
    Path uris = folder.resolve("uris");
    Signatures signatures = new Signatures(mean.length);
    try (VectorSpool spool = new VectorSpool(folder.resolve("vectors"), mean.length)) {
      read(ledger, plan, signatures, spool, table, uris);
      SignatureTable rows = SignatureTable.load(table, signatures.words());
      new GroupGraph(spool, rows, mean.length).write(graph, vectors::add);
      GroupMeasure measure = measure(plan);
      NearestCosines truth = measure.truth(spool, mean.length);
      SignatureTable mapped = SignatureTable.map(table, signatures.words());
      try (GroupIndex index = GroupIndex.open(graph, mapped, mean.length, graph.toString())) {
        List<GroupMeasure.Found> efforts = measure.efforts(index, signatures, truth);
        List<OutputFile> files = place(ledger.index(), plan.number(), graph, table, uris);
        return new GroupOutcome(plan.number(), files, truth, efforts);
      }
    }
  }

  private void read(
      Ledger ledger,
      GroupPlan plan,
      Signatures signatures,
      VectorSpool spool,
      Path table,
      Path uris)
      throws IOException {
    UnitVectors units = new UnitVectors(mean);
    List<byte[]> names = new ArrayList<>();
    try (DataOutputStream out = output(table)) {
      for (int i = 0; i < plan.shardRows().size(); i++) {
        try (EmbeddingReader rows = ledger.embeddings(plan.firstShard() + i, mean.length)) {
          while (rows.next()) {
            float[] unit = units.of(rows.embedding());
            spool.add(unit);
            SignatureTable.write(signatures.of(unit), out);
            names.add(rows.uri().getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
    if (spool.rows() != plan.rows()) {
      throw new IOException(
          "[%s] embeddings: expected %d rows in shards from %d on, found %d; verify the output"
              .formatted(output, plan.rows(), plan.firstShard(), spool.rows()));
    }
    spool.map();
    try (DataOutputStream out = output(uris)) {
      UriTable.write(names, out);
    }
  }

  private static DataOutputStream output(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  private GroupMeasure measure(GroupPlan plan) {
    Queries asked = Queries.of(mean.length, queryRows, queries.value());
    UnitVectors units = new UnitVectors(mean);
    long first = 0;
    for (GroupPlan before : groups.subList(0, plan.number())) {
      first += before.rows();
    }
    float[][] unit = new float[asked.count()][];
    int[] selves = new int[asked.count()];
    for (int query = 0; query < unit.length; query++) {
      unit[query] = units.of(asked.embedding(query));
      long row = asked.row(query) - first;
      selves[query] = row >= 0 && row < plan.rows() ? (int) row : -1;
    }
    return new GroupMeasure(unit, selves, goal);
  }

  private List<OutputFile> place(IndexFolder index, int number, Path graph, Path table, Path uris)
      throws IOException {
    List<OutputFile> files = new ArrayList<>();
    files.add(index.put(name("graph", number, "jvector"), graph));
    FaultPoint.hit("index-graph-placed");
    files.add(index.put(name("signatures", number, "bin"), table));
    files.add(index.put(name("uris", number, "bin"), uris));
    FaultPoint.hit("index-group-placed");
    return files;
  }

  private String name(String what, int number, String extension) {
    return String.format(Locale.ROOT, "%s-%04d-%s.%s", what, number, key, extension);
  }
}
