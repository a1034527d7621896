package io.residua.jobs.search;

import io.residua.io.ledger.IndexFolder;
import io.residua.io.ledger.OutputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** All groups of an index while they are open. For one thread. */
final class OpenIndex implements AutoCloseable {

  /** Near duplicates asked for at first, and where all of these are some. */
  private static final int FEW = 10;

  private static final int MANY = 100;

  /** What brings near duplicates together where the graph leads nowhere: their signatures agree. */
  private static final Effort NEAR = new Effort(Effort.How.SCAN, 100);

  private final IndexDescription description;
  private final Signatures signatures;
  private final List<Group> groups = new ArrayList<>();

  /** One group. */
  private record Group(GroupPlan plan, GroupIndex index, UriTable uris) {}

  private OpenIndex(IndexDescription description) {
    this.description = description;
    this.signatures = new Signatures(description.dimensions());
  }

  /**
   * Opens an index that has groups.
   *
   * @throws IOException naming the file that is missing or another than index.json says
   */
  static OpenIndex open(IndexDescription description, IndexFolder folder, IndexFiles files)
      throws IOException {
    OpenIndex opened = new OpenIndex(description);
    opened.requireSameSignatures(folder.name());
    try {
      for (IndexDescription.Group group : description.groups()) {
        opened.add(group, folder, files);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void requireSameSignatures(String where) throws IOException {
    IndexDescription.SignatureForm form = description.signatures();
    int bits = signatures.words() * Long.SIZE;
    if (form.bits() != bits || form.seed() != Signatures.SEED) {
      throw new IOException(
          "[%s] signatures: expected %d bits of seed %d, found %d of %d; build it again by 'residua index --rebuild'"
              .formatted(where, bits, Signatures.SEED, form.bits(), form.seed()));
    }
  }

  private void add(IndexDescription.Group group, IndexFolder folder, IndexFiles files)
      throws IOException {
    GroupPlan plan = group.plan(groups.size());
    OutputFile graph = group.files().get(0);
    SignatureTable table = SignatureTable.map(files.get(group.files().get(1)), signatures.words());
    UriTable uris = new UriTable(files.get(group.files().get(2)), plan.rows());
    groups.add(
        new Group(
            plan,
            GroupIndex.open(files.get(graph), table, description.dimensions(), folder.name(graph)),
            uris));
  }

  /** A query for what is near an embedding. */
  Query query(float[] unit) {
    return new Query(unit, signatures.of(unit), "");
  }

  /** A query for what is near an image of the set; empty when it is not in it. */
  Optional<Query> query(String uri) {
    for (Group group : groups) {
      OptionalInt row = group.uris().row(uri);
      if (row.isPresent()) {
        GroupIndex index = group.index();
        return Optional.of(
            new Query(index.vector(row.getAsInt()), index.signature(row.getAsInt()), uri));
      }
    }
    return Optional.empty();
  }

  /** A query for what is near a row of a group. */
  Query query(int group, int row) {
    Group asked = groups.get(group);
    GroupIndex index = asked.index();
    return new Query(index.vector(row), index.signature(row), asked.uris().uri(row));
  }

  /**
   * The images whose cosine with the query is at least so much; of many, those nearest.
   *
   * @param effort that finds the 10 nearest
   */
  List<Hit> within(Query query, Effort effort, double threshold) {
    Effort walked = effort.how() == Effort.How.GRAPH ? effort : NEAR;
    List<Hit> hits = search(query, walked, FEW);
    if (hits.size() == FEW && hits.get(FEW - 1).cosine() >= threshold) {
      hits = search(query, walked, MANY);
    }
    return hits.stream().filter(hit -> hit.cosine() >= threshold).toList();
  }

  /** The nearest images, the nearest first. */
  List<Hit> search(Query query, Effort effort, int most) {
    List<Hit> hits = new ArrayList<>();
    for (Group group : groups) {
      Ranked found =
          group
              .index()
              .search(
                  query.unit(),
                  query.signature(),
                  effort.forNearest(most),
                  most,
                  self(group, query));
      for (int i = 0; i < found.size(); i++) {
        int row = found.row(i);
        hits.add(new Hit(group.uris().uri(row), found.cosine(i), group.plan().shardOf(row)));
      }
    }
    hits.sort(Hit.NEAREST_FIRST);
    return hits.subList(0, Math.min(most, hits.size()));
  }

  private static int self(Group group, Query query) {
    return query.uri().isEmpty() ? -1 : group.uris().row(query.uri()).orElse(-1);
  }

  @Override
  public void close() throws IOException {
    for (Group group : groups) {
      group.index().close();
    }
  }
}
