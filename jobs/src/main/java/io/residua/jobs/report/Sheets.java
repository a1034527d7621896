package io.residua.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some images and those nearest to them, all by their place in a sample.
 *
 * @param compared rows each was compared with, itself among them
 */
record Sheets(List<Sheet> sheets, int compared) {

  private static final int QUERIES = 8;
  private static final int NEAREST = 7;

  /**
   * One image and the nearest to it.
   *
   * @param query its place in the sample
   * @param nearest the nearest first
   */
  record Sheet(int query, List<Likeness.Near> nearest) {}

  Sheets {
    sheets = List.copyOf(sheets);
  }

  static Sheets of(List<RowSample.Row> rows) {
    if (rows.size() < 2) {
      return new Sheets(List.of(), rows.size());
    }
    Likeness likeness = new Likeness(rows.stream().map(RowSample.Row::vector).toList());
    List<Sheet> sheets = new ArrayList<>();
    for (int query : spread(rows.size())) {
      sheets.add(new Sheet(query, likeness.nearest(query, NEAREST)));
    }
    return new Sheets(sheets, rows.size());
  }

  /** Places in the middle of stretches of equal length. */
  private static List<Integer> spread(int rows) {
    int count = Math.min(QUERIES, rows);
    return IntStream.range(0, count)
        .map(i -> (int) ((2L * i + 1) * rows / (2L * count)))
        .boxed()
        .toList();
  }

  /** Places of all images seen. */
  List<Integer> places() {
    return sheets.stream()
        .flatMapToInt(
            sheet ->
                IntStream.concat(
                    IntStream.of(sheet.query()),
                    sheet.nearest().stream().mapToInt(Likeness.Near::row)))
        .distinct()
        .boxed()
        .toList();
  }
}
