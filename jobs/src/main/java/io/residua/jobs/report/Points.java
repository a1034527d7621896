package io.residua.jobs.report;

import io.residua.jobs.page.NeighbourSheet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The map of the embeddings: rows as points in the plane of their first two principal components,
 * in colours by the folder or container they are from.
 *
 * @param uris of the images, in the order of the plan
 * @param across first components scaled to 0 to 1
 * @param up second components scaled to 0 to 1
 * @param group of each, an index of {@code groups}; {@link #OTHERS} where its folder has few
 * @param groups the largest folders with their numbers of points; empty where there is one only
 * @param explained shares of the variance along both axes, 0 to 1
 */
record Points(
    List<String> uris,
    List<Double> across,
    List<Double> up,
    List<Integer> group,
    Map<String, Integer> groups,
    List<Double> explained) {

  /** Points drawn. */
  static final int MOST = 2_000;

  /** As many as have colours. */
  static final int MOST_GROUPS = 8;

  /** The group of all points whose folder is none of the largest. */
  static final int OTHERS = MOST_GROUPS;

  private static final int FEWEST = 3;

  /** Of these rows; without any points where they are too few to have directions. */
  static Points of(List<RowSample.Row> sample) {
    List<RowSample.Row> rows = Spread.evenly(sample, MOST);
    List<String> uris = rows.stream().map(RowSample.Row::uri).toList();
    if (rows.size() < FEWEST) {
      return new Points(List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());
    }
    Pca pca = Pca.of(rows.stream().map(RowSample.Row::vector).toList());
    Map<String, Integer> groups = groups(uris);
    List<String> order = List.copyOf(groups.keySet());
    return new Points(
        uris,
        axis(pca, 0, rows.size()),
        axis(pca, 1, rows.size()),
        uris.stream().map(uri -> place(order, folder(uri))).toList(),
        groups,
        List.of(pca.explained(0), pca.explained(1)));
  }

  private static List<Double> axis(Pca pca, int axis, int rows) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < rows; row++) {
      least = Math.min(least, pca.coordinate(row, axis));
      most = Math.max(most, pca.coordinate(row, axis));
    }
    List<Double> scaled = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double range = most - least;
      scaled.add(range > 0 ? (pca.coordinate(row, axis) - least) / range : 0.5);
    }
    return scaled;
  }

  private static int place(List<String> order, String folder) {
    int place = order.indexOf(folder);
    return place < 0 ? OTHERS : place;
  }

  /** The largest folders, the largest first; none where all points are of one. */
  private static Map<String, Integer> groups(List<String> uris) {
    Map<String, Integer> counts = new HashMap<>();
    uris.forEach(uri -> counts.merge(folder(uri), 1, Integer::sum));
    Map<String, Integer> largest = new LinkedHashMap<>();
    if (counts.size() > 1) {
      counts.entrySet().stream()
          .sorted(
              Map.Entry.<String, Integer>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(MOST_GROUPS)
          .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
    }
    return largest;
  }

  /** What stands before an image's name: its folder, or the container it is in. */
  static String folder(String uri) {
    String folder = uri.substring(0, Math.max(0, uri.lastIndexOf('/')));
    return folder.endsWith("!") ? folder.substring(0, folder.length() - 1) : folder;
  }

  /** A folder's name without what stands before it. */
  static String label(String folder) {
    return NeighbourSheet.name(folder);
  }
}
