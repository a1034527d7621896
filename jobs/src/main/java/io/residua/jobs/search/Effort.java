package io.residua.jobs.search;

import java.util.ArrayList;
import java.util.List;

/**
 * How hard a search tries.
 *
 * @param how candidates are brought together
 * @param depth how many of them are ranked by their cosines, of each group; {@link #ALL} for every
 *     vector
 */
record Effort(How how, int depth) {

  /** A depth no group has. */
  static final int ALL = Integer.MAX_VALUE;

  /** Nearest ones a recall is of. */
  static final int NEAREST = 10;

  /** Every vector's cosine, without an index. */
  static final Effort EXACT = new Effort(How.EXACT, ALL);

  /** What an index tries, the cheapest first; the last finds everything. */
  static final List<Effort> LADDER = ladder();

  /** Ways to candidates. As JSON in lower case. */
  enum How {
    /** Along the graph. */
    GRAPH,
    /** Through all signatures. */
    SCAN,
    /** Through all embeddings. */
    EXACT
  }

  private static List<Effort> ladder() {
    List<Effort> efforts = new ArrayList<>();
    for (int depth = 20; depth <= 1280; depth *= 2) {
      efforts.add(new Effort(How.GRAPH, depth));
    }
    for (int depth = 2560; depth <= 163840; depth *= 2) {
      efforts.add(new Effort(How.SCAN, depth));
    }
    efforts.add(new Effort(How.SCAN, ALL));
    return List.copyOf(efforts);
  }

  /** The same for so many neighbours instead of {@link #NEAREST}. */
  Effort forNearest(int count) {
    return depth == ALL || count <= NEAREST
        ? this
        : new Effort(how, (int) Math.min(ALL, (long) depth * count / NEAREST));
  }

  /** One piece of a line for a person. */
  String text() {
    return switch (how) {
      case GRAPH -> "graph, depth " + depth;
      case SCAN -> depth == ALL ? "all vectors" : "all signatures, depth " + depth;
      case EXACT -> "all embeddings";
    };
  }
}
