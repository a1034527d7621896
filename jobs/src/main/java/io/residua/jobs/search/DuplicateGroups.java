package io.residua.jobs.search;

import io.residua.io.lake.LakeImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Brings images that are alike together: groups are the connected components of their pairs, so
 * that two of a group need not be alike themselves.
 */
final class DuplicateGroups {

  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, Float> nearest = new HashMap<>();
  private final Map<String, Boolean> identical = new HashMap<>();

  /**
   * An image that has duplicates.
   *
   * @param group from 1, in the order of their first uris
   * @param uri of the image
   * @param cosine to the one of its group that is nearest among the pairs found
   * @param identical whether another file is the same, by SHA-256
   */
  record Duplicate(int group, String uri, float cosine, boolean identical) {}

  void add(Likeness pair) {
    merge(pair.one(), pair);
    merge(pair.other(), pair);
    parents.put(root(pair.one()), root(pair.other()));
  }

  private void merge(String uri, Likeness pair) {
    parents.putIfAbsent(uri, uri);
    nearest.merge(uri, pair.cosine(), Math::max);
    identical.merge(uri, pair.identical(), Boolean::logicalOr);
  }

  private String root(String uri) {
    String root = uri;
    for (String up = parent(root); !up.equals(root); up = parent(root)) {
      parents.put(root, parent(up));
      root = up;
    }
    return root;
  }

  private String parent(String uri) {
    return Objects.requireNonNull(parents.get(uri), uri);
  }

  /** All of them, by group, then in the order of the plan. */
  List<Duplicate> all() {
    Map<String, List<String>> components = new HashMap<>();
    for (String uri : List.copyOf(parents.keySet())) {
      components.computeIfAbsent(root(uri), none -> new ArrayList<>()).add(uri);
    }
    Map<String, List<String>> byFirst = new TreeMap<>(LakeImage::compareUris);
    for (List<String> uris : components.values()) {
      uris.sort(LakeImage::compareUris);
      byFirst.put(uris.get(0), uris);
    }
    List<Duplicate> all = new ArrayList<>();
    int group = 0;
    for (List<String> uris : byFirst.values()) {
      group++;
      for (String uri : uris) {
        all.add(
            new Duplicate(
                group, uri, nearest.getOrDefault(uri, 0f), identical.getOrDefault(uri, false)));
      }
    }
    all.sort(Comparator.comparingInt(Duplicate::group));
    return all;
  }
}
