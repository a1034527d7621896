package io.residua.jobs.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the plan a file at a time and hashes it as the list-id is defined. */
final class PlanReader {

  private final OutputFolder output;
  private final MessageDigest list = Digests.sha256();
  private byte[] lastUri = {};
  private long images;

  PlanReader(OutputFolder output) {
    this.output = output;
    Digests.update(list, "residua-list 1\n");
  }

  /** The uris of each shard of one plan file, in order. */
  SortedMap<Integer, List<String>> read(String file, Faults faults) throws IOException {
    SortedMap<Integer, List<String>> shards = new TreeMap<>();
    try (ParquetColumns plan = output.parquet(file)) {
      List<Integer> numbers = plan.ints("shard");
      List<String> uris = plan.strings("uri");
      List<Long> lengths = plan.longs("length");
      List<Long> modified = plan.longs("modified_millis");
      Origins origins = new Origins(plan, uris.size());
      for (int i = 0; i < uris.size(); i++) {
        byte[] uri = uris.get(i).getBytes(StandardCharsets.UTF_8);
        if (images > 0 && Arrays.compareUnsigned(lastUri, uri) >= 0) {
          faults.add(file, "uris sorted and each once", uris.get(i) + " out of order");
        }
        lastUri = uri;
        images++;
        hash(numbers.get(i) + " " + lengths.get(i) + " " + modified.get(i) + " ", uris.get(i));
        origins.hash(i);
        shards.computeIfAbsent(numbers.get(i), none -> new ArrayList<>()).add(uris.get(i));
      }
    }
    return shards;
  }

  private void hash(String before, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Digests.update(list, before + bytes.length + " ");
    list.update(bytes);
    Digests.update(list, "\n");
  }

  /** The columns only some plans fill: marks of content, and places in containers. */
  private final class Origins {

    private final List<@Nullable String> etags;
    private final List<@Nullable String> formats;
    private final List<@Nullable String> containers;
    private final List<@Nullable String> offsets;
    private final List<@Nullable String> indices;

    Origins(ParquetColumns plan, int rows) throws IOException {
      etags = plan.texts("etag", rows);
      formats = plan.texts("container_format", rows);
      containers = plan.texts("container", rows);
      offsets = plan.texts("container_offset", rows);
      indices = plan.texts("container_index", rows);
    }

    void hash(int row) {
      String etag = etags.get(row);
      if (etag != null) {
        PlanReader.this.hash("etag ", etag);
      }
      String container = containers.get(row);
      if (container != null) {
        String place = formats.get(row) + " " + offsets.get(row) + " " + indices.get(row);
        PlanReader.this.hash("in " + place + " ", container);
      }
    }
  }

  long images() {
    return images;
  }

  /** The list-id of everything read. */
  String listId() {
    return HexFormat.of().formatHex(list.digest());
  }
}
