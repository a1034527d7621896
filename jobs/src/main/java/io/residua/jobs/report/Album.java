package io.residua.jobs.report;

import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.page.Thumbnail;
import io.residua.jobs.page.Thumbnails;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The thumbnails of a page, made at once: those of the sheets, and of points of the map spread over
 * it.
 *
 * @param byUri all that were asked for, seen or not
 */
record Album(Map<String, Thumbnail> byUri) {

  private static final int SIDE_PIXELS = 112;
  private static final int MOST_POINTS = 360;
  private static final Duration AT_MOST = Duration.ofSeconds(20);

  Album {
    byUri = Map.copyOf(byUri);
  }

  static Album of(
      Configuration conf,
      Ledger ledger,
      RunDescription run,
      List<RowSample.Row> rows,
      Points points,
      Sheets sheets)
      throws IOException {
    Set<String> wanted = new LinkedHashSet<>(Spread.evenly(points.uris(), MOST_POINTS));
    sheets.places().forEach(place -> wanted.add(rows.get(place).uri()));
    Map<Integer, List<String>> byShard =
        rows.stream()
            .filter(row -> wanted.contains(row.uri()))
            .collect(
                Collectors.groupingBy(
                    RowSample.Row::shard,
                    TreeMap::new,
                    Collectors.mapping(RowSample.Row::uri, Collectors.toList())));
    Map<String, LakeImage> images = PlanSample.find(ledger, run, byShard);
    List<LakeImage> inOrder =
        byShard.values().stream().flatMap(Collection::stream).map(images::get).toList();
    return new Album(new Thumbnails(conf, run, SIDE_PIXELS).of(inOrder, AT_MOST));
  }

  /** The thumbnail of an image, or its placeholder. */
  Thumbnail of(String uri) {
    return byUri.getOrDefault(uri, Thumbnail.NONE);
  }

  /** Formats by first bytes of the images that were read, how many of each. */
  Map<String, Long> formats() {
    return byUri.values().stream()
        .map(Thumbnail::format)
        .filter(format -> !format.isEmpty())
        .collect(Collectors.groupingBy(format -> format, TreeMap::new, Collectors.counting()));
  }

  /** Images with a picture. */
  long seen() {
    return byUri.values().stream().filter(Thumbnail::seen).count();
  }
}
