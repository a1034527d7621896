package io.residua.jobs.report;

import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the plan says of its images: all of it, or shards spread evenly over a large one.
 *
 * @param images looked at
 * @param extensions how many of them have a name that ends so, in lower case and without the dot;
 *     empty for none
 * @param lengths of those there are, in bytes, ascending
 */
record PlanSample(long images, Map<String, Long> extensions, List<Long> lengths) {

  private static final long MOST_IMAGES = 100_000;
  private static final int MOST_SHARDS = 128;
  private static final int LONGEST_EXTENSION = 5;

  PlanSample {
    extensions = Map.copyOf(extensions);
    lengths = List.copyOf(lengths);
  }

  static PlanSample read(Ledger ledger, RunDescription run) throws IOException {
    Map<String, Long> extensions = new HashMap<>();
    long[] lengths = new long[0];
    long images = 0;
    for (int shard : shards(run)) {
      List<LakeImage> planned = ledger.images(run, shard);
      planned.forEach(image -> extensions.merge(extension(image.uri()), 1L, Long::sum));
      lengths = joined(lengths, planned.stream().mapToLong(LakeImage::length).toArray());
      images += planned.size();
    }
    long[] known = Arrays.stream(lengths).filter(length -> length >= 0).sorted().toArray();
    return new PlanSample(images, extensions, Arrays.stream(known).boxed().toList());
  }

  private static List<Integer> shards(RunDescription run) {
    List<Integer> all = IntStream.range(0, run.shards()).boxed().toList();
    long few = run.images() <= MOST_IMAGES ? run.shards() : MOST_IMAGES / run.shardImages();
    return Spread.evenly(all, (int) Math.max(1, Math.min(MOST_SHARDS, few)));
  }

  private static long[] joined(long[] some, long[] more) {
    long[] joined = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, joined, some.length, more.length);
    return joined;
  }

  static String extension(String uri) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    String end = dot > 0 ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    return end.length() <= LONGEST_EXTENSION && end.matches("[a-z0-9]*") ? end : "";
  }

  /** The planned images of these uris, as far as they are in these shards. */
  static Map<String, LakeImage> find(
      Ledger ledger, RunDescription run, Map<Integer, List<String>> urisByShard)
      throws IOException {
    Map<String, LakeImage> found = new HashMap<>();
    for (Map.Entry<Integer, List<String>> shard : new TreeMap<>(urisByShard).entrySet()) {
      Set<String> wanted = new HashSet<>(shard.getValue());
      for (LakeImage image : ledger.images(run, shard.getKey())) {
        if (wanted.contains(image.uri())) {
          found.put(image.uri(), image);
        }
      }
    }
    return found;
  }
}
