package io.residua.jobs.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as tables for a terminal. */
final class BenchTables {

  private BenchTables() {}

  static void print(BenchReport report, PrintStream out) {
    out.println();
    report.machine().print(out);
    out.println("weights: " + report.weights());
    if (!report.model().isEmpty()) {
      section(
          out,
          "model only: pixels in, embeddings out (ratio: to the first row of a shape; scaling: to the fewest slots)",
          model(report.model()));
    }
    DecodeTimes decode = report.decode();
    if (decode != null) {
      section(out, "decode: one thread", decode(decode.rows()));
      out.printf(
          Locale.ROOT,
          "  of an image: decode %.2f ms, resize %.2f ms, isolation %.2f ms%n",
          decode.decodeMillis(),
          decode.resizeMillis(),
          decode.isolationMillis());
    }
    if (!report.job().isEmpty()) {
      section(
          out,
          "whole job: as extract (images/s: between the two sizes; task slots: seconds of the larger one)",
          job(report.job()));
    }
  }

  private static void section(PrintStream out, String head, TextTable table) {
    out.printf("%n%s%n", head);
    table.lines().forEach(out::println);
  }

  static TextTable model(List<ModelRow> rows) {
    TextTable table =
        new TextTable(
            "engine",
            "precision",
            "shape",
            "batch",
            "slots",
            "images/s",
            "spread",
            "ratio",
            "scaling",
            "difference",
            "cosine",
            "of",
            "features");
    for (ModelRow row : rows) {
      table.add(
          row.engine(),
          row.precision().label(),
          row.shape(),
          Integer.toString(row.passImages()),
          Integer.toString(row.slots()),
          rate(row.imagesPerSecond()),
          spread(row.imagesPerSecond()),
          ratio(row, first(rows, row, false)),
          ratio(row, first(rows, row, true)),
          String.format(Locale.ROOT, "%.1e", row.agreement().largestDifference()),
          String.format(Locale.ROOT, "%.6f", row.agreement().leastCosine()),
          row.reference(),
          verdict(row.correct()));
    }
    return table;
  }

  static TextTable decode(List<DecodeRow> rows) {
    TextTable table =
        new TextTable(
            "isolation",
            "images/s",
            "spread",
            "ratio",
            "ms/image",
            "images",
            "refused",
            "same pixels",
            "");
    for (DecodeRow row : rows) {
      table.add(
          row.isolation(),
          rate(row.imagesPerSecond()),
          spread(row.imagesPerSecond()),
          ratio(row.imagesPerSecond(), rows.get(0).imagesPerSecond()),
          String.format(Locale.ROOT, "%.2f", row.millis()),
          Integer.toString(row.images()),
          Integer.toString(row.refused()),
          Integer.toString(row.same()),
          verdict(row.correct()));
    }
    return table;
  }

  static TextTable job(List<JobRow> rows) {
    TextTable table =
        new TextTable(
            "engine",
            "precision",
            "isolation",
            "images/s",
            "spread",
            "ratio",
            "seconds",
            "task slots",
            "listed = embedded + quarantined",
            "verify",
            "");
    for (JobRow row : rows) {
      table.add(
          row.engine(),
          row.precision().label(),
          row.isolation(),
          rate(row.imagesPerSecond()),
          spread(row.imagesPerSecond()),
          ratio(row.imagesPerSecond(), rows.get(0).imagesPerSecond()),
          String.format(
              Locale.ROOT,
              "%d in %.1f, %d in %.1f",
              row.images(),
              row.seconds(),
              row.moreImages(),
              row.moreSeconds()),
          stages(row.slotMillis()),
          "%d = %d + %d".formatted(row.listed(), row.embedded(), row.quarantined()),
          row.proved() ? "proved" : "FAULTS",
          verdict(row.correct()));
    }
    return table;
  }

  private static ModelRow first(List<ModelRow> rows, ModelRow row, boolean sameButForSlots) {
    return rows.stream()
        .filter(other -> other.shape().equals(row.shape()))
        .filter(other -> !sameButForSlots || other.sameButForSlots(row))
        .findFirst()
        .orElse(row);
  }

  private static String ratio(ModelRow row, ModelRow first) {
    return ratio(row.imagesPerSecond(), first.imagesPerSecond());
  }

  private static String ratio(Rate rate, Rate first) {
    return String.format(Locale.ROOT, "%.2fx", rate.median() / first.median());
  }

  private static String rate(Rate rate) {
    return String.format(Locale.ROOT, "%.1f", rate.median());
  }

  private static String spread(Rate rate) {
    return String.format(
        Locale.ROOT, "%.0f%%", 100 * (rate.highest() - rate.lowest()) / rate.median());
  }

  private static String stages(Map<String, Long> millis) {
    return millis.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue() / 1000.0))
        .collect(Collectors.joining(", "));
  }

  private static String verdict(boolean correct) {
    return correct ? "ok" : "WRONG";
  }
}
