package io.residua.jobs.bench;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: columns as wide as their widest cell, numbers to the right. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row of as many cells as there are heads. */
  void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "[table] row: expected %d cells, found %d".formatted(rows.get(0).size(), cells.length));
    }
    rows.add(List.of(cells));
  }

  /** Its lines, the heads first. */
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String blank = " ".repeat(width(column) - row.get(column).length());
      String cell = row.get(column);
      line.append(GAP).append(isOfNumbers(column) ? blank + cell : cell + blank);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean isOfNumbers(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches("-?[0-9][0-9.e+-]*[x%]?"));
  }
}
