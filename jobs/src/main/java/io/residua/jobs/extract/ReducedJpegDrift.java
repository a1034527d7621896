package io.residua.jobs.extract;

import io.residua.io.features.EmbeddingReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.io.LocalInputFile;

/**
 * How far embeddings of JPEG files decoded no larger than needed lie from exact ones.
 *
 * @param images that both have
 * @param meanCosine of the angles between the two of an image; 1 for none
 * @param leastCosine of the widest angle; 1 for none
 */
record ReducedJpegDrift(int images, double meanCosine, double leastCosine) {

  /** Compares what two ways of making them gave, by uri. */
  static ReducedJpegDrift of(Map<String, List<Float>> one, Map<String, List<Float>> other) {
    double[] cosines =
        one.entrySet().stream()
            .filter(entry -> other.containsKey(entry.getKey()))
            .mapToDouble(
                entry ->
                    cosine(entry.getValue(), Objects.requireNonNull(other.get(entry.getKey()))))
            .toArray();
    double sum = 0;
    double least = 1;
    for (double cosine : cosines) {
      sum += cosine;
      least = Math.min(least, cosine);
    }
    return new ReducedJpegDrift(
        cosines.length, cosines.length == 0 ? 1 : sum / cosines.length, least);
  }

  private static double cosine(List<Float> a, List<Float> b) {
    double norms = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
    return norms == 0 ? 1 : dot(a, b) / norms;
  }

  private static double dot(List<Float> a, List<Float> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  /** The embeddings of a file by uri. */
  static Map<String, List<Float>> read(Path file, int channels) throws IOException {
    Map<String, List<Float>> all = new LinkedHashMap<>();
    try (EmbeddingReader rows =
        EmbeddingReader.openWithoutPassed(new LocalInputFile(file), file.toString(), channels)) {
      while (rows.next()) {
        all.put(rows.uri(), list(rows.embedding()));
      }
    }
    return all;
  }

  private static List<Float> list(FloatBuffer values) {
    List<Float> list = new ArrayList<>(values.remaining());
    while (values.hasRemaining()) {
      list.add(values.get());
    }
    return list;
  }
}
