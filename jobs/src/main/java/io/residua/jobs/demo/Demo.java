package io.residua.jobs.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Draws the sample pictures and shows what was extracted from them. */
public final class Demo {

  private static final int ROWS_SHOWN = 5;
  private static final int VALUES_SHOWN = 4;
  private static final int NEIGHBOURS_SHOWN = 5;

  private Demo() {}

  /**
   * Draws sixty pictures, the same every time.
   *
   * @return the folder they are in
   */
  public static Path drawPictures(Path folder) throws IOException {
    // Else a DISPLAY nobody answers, as over ssh, ends the drawing.
    System.setProperty("java.awt.headless", "true");
    Path pictures = folder.resolve("pictures");
    SamplePictures.draw(pictures);
    return pictures;
  }

  /** Prints the first rows of {@code features/embeddings} and one picture's nearest neighbours. */
  public static void show(Path features, PrintStream out) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      List<Embedding> embeddings =
          spark
              .read()
              .parquet(features.resolve("embeddings").toString())
              .select("uri", "width", "height", "embedding")
              .orderBy("uri")
              .collectAsList()
              .stream()
              .map(Demo::embedding)
              .toList();
      showRows(embeddings, out);
      showNeighbours(embeddings, embeddings.get(embeddings.size() / 2), out);
    }
  }

  private static Embedding embedding(Row row) {
    List<Float> boxed = row.getList(3);
    float[] values = new float[boxed.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = boxed.get(i);
    }
    return new Embedding(name(row.getString(0)), row.getInt(1), row.getInt(2), values);
  }

  private static void showRows(List<Embedding> embeddings, PrintStream out) {
    out.printf("%nThe first %d of %d rows:%n", ROWS_SHOWN, embeddings.size());
    for (Embedding row : embeddings.subList(0, ROWS_SHOWN)) {
      StringBuilder values = new StringBuilder();
      for (int i = 0; i < VALUES_SHOWN; i++) {
        values.append(String.format(Locale.ROOT, "%.4f, ", row.values()[i]));
      }
      out.printf(
          "  %-16s %3d x %-3d  [%s... %d values]%n",
          row.name(), row.width(), row.height(), values, row.values().length);
    }
  }

  private static void showNeighbours(List<Embedding> embeddings, Embedding query, PrintStream out) {
    float[] mean = Embedding.mean(embeddings);
    out.printf("%nNearest to %s (cosine, after subtracting the mean vector):%n", query.name());
    embeddings.stream()
        .filter(candidate -> candidate != query)
        .map(candidate -> new Neighbour(candidate.name(), query.cosine(candidate, mean)))
        .sorted((a, b) -> Double.compare(b.cosine(), a.cosine()))
        .limit(NEIGHBOURS_SHOWN)
        .forEach(near -> out.printf(Locale.ROOT, "  %-16s %.4f%n", near.name(), near.cosine()));
  }

  private record Neighbour(String name, double cosine) {}

  private static String name(String uri) {
    return uri.substring(uri.lastIndexOf("/") + 1);
  }
}
