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
      for (int i = 0; i < uris.size(); i++) {
        byte[] uri = uris.get(i).getBytes(StandardCharsets.UTF_8);
        if (images > 0 && Arrays.compareUnsigned(lastUri, uri) >= 0) {
          faults.add(file, "uris sorted and each once", uris.get(i) + " out of order");
        }
        lastUri = uri;
        images++;
        String line = numbers.get(i) + " " + lengths.get(i) + " " + modified.get(i) + " ";
        Digests.update(list, line + uri.length + " ");
        list.update(uri);
        Digests.update(list, "\n");
        shards.computeIfAbsent(numbers.get(i), none -> new ArrayList<>()).add(uris.get(i));
      }
    }
    return shards;
  }

  long images() {
    return images;
  }

  /** The list-id of everything read. */
  String listId() {
    return HexFormat.of().formatHex(list.digest());
  }
}
