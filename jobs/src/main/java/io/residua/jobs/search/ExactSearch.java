package io.residua.jobs.search;

import io.residua.io.features.EmbeddingReader;
import io.residua.io.ledger.Ledger;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Search without an index: through all embeddings of an output, one in memory at a time. */
final class ExactSearch {

  private final Ledger ledger;
  private final int shards;
  private final UnitVectors units;

  ExactSearch(Ledger ledger, int shards, UnitVectors units) {
    this.ledger = ledger;
    this.shards = shards;
    this.units = units;
  }

  /** The unit vector of an image of the set; empty when it is not in it. */
  Optional<float[]> vector(String uri) throws IOException {
    for (int shard = 0; shard < shards; shard++) {
      try (EmbeddingReader rows = ledger.embeddings(shard, units.dimensions())) {
        while (rows.next()) {
          if (rows.uri().equals(uri)) {
            return Optional.of(units.of(rows.embedding()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The nearest images, the nearest first.
   *
   * @param self a uri left out; empty for none
   */
  List<Hit> search(float[] unit, int most, String self) throws IOException {
    PriorityQueue<Hit> nearest = new PriorityQueue<>(Hit.NEAREST_FIRST.reversed());
    for (int shard = 0; shard < shards; shard++) {
      try (EmbeddingReader rows = ledger.embeddings(shard, units.dimensions())) {
        while (rows.next()) {
          if (!rows.uri().equals(self)) {
            nearest.add(new Hit(rows.uri(), cosine(unit, rows.embedding()), shard));
          }
          if (nearest.size() > most) {
            nearest.poll();
          }
        }
      }
    }
    List<Hit> hits = new ArrayList<>(nearest);
    hits.sort(Hit.NEAREST_FIRST);
    return hits;
  }

  private float cosine(float[] unit, FloatBuffer embedding) {
    return Dots.of(unit, units.of(embedding));
  }
}
