package io.residua.jobs.search;

import io.residua.jobs.page.Visible;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What was found to be there more than once.
 *
 * @param images by group
 * @param threshold cosine from which on two were taken for near duplicates
 * @param metric {@link Metric#label}
 */
record DuplicateReport(List<DuplicateGroups.Duplicate> images, double threshold, String metric) {

  /** Lines a person reads. */
  private static final int MOST_SHOWN = 200;

  DuplicateReport {
    images = List.copyOf(images);
  }

  /** A table, cut where it is long, and a line of counts. */
  void print(long vectors, PrintStream out) {
    if (!images.isEmpty()) {
      out.printf("%6s  %14s  %-9s  %s%n", "group", metric, "kind", "uri");
    }
    for (DuplicateGroups.Duplicate image : images.subList(0, Math.min(MOST_SHOWN, images.size()))) {
      out.printf(
          Locale.ROOT,
          "%6d  %14.4f  %-9s  %s%n",
          image.group(),
          image.cosine(),
          kind(image),
          Visible.of(image.uri()));
    }
    if (images.size() > MOST_SHOWN) {
      out.printf(
          Locale.ROOT, "and %,d more; --output FILE.csv has all%n", images.size() - MOST_SHOWN);
    }
    long identical = images.stream().filter(DuplicateGroups.Duplicate::identical).count();
    out.printf(
        Locale.ROOT,
        "%,d of %,d images in %,d groups: %,d with an identical file, %,d with one of %s at least %s%n",
        images.size(),
        vectors,
        images.isEmpty() ? 0 : images.get(images.size() - 1).group(),
        identical,
        images.size() - identical,
        metric,
        threshold);
  }

  private static String kind(DuplicateGroups.Duplicate image) {
    return image.identical() ? "identical" : "near";
  }

  /** All of it as CSV (RFC 4180) with a header, over what is there. */
  void write(Path file) throws IOException {
    try (Writer csv = Files.newBufferedWriter(file)) {
      csv.write("group,cosine,kind,uri\r\n");
      for (DuplicateGroups.Duplicate image : images) {
        csv.write(
            String.format(
                Locale.ROOT,
                "%d,%.6f,%s,\"%s\"\r\n",
                image.group(),
                image.cosine(),
                kind(image),
                image.uri().replace("\"", "\"\"")));
      }
    }
  }
}
