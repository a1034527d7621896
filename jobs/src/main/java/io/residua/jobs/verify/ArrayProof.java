package io.residua.jobs.verify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proves a NumPy array of the embeddings, where there is one: its values and ids are those of the
 * shards, one after the other. Goes through each once.
 */
final class ArrayProof {

  private static final String ARRAY = "npy/embeddings.npy";
  private static final String IDS = "npy/ids.parquet";

  private static final int BUFFER_BYTES = 1 << 16;

  /** NEP 1: magic, version 1.0, length of the header. */
  private static final int PREFIX_BYTES = 10;

  private static final Pattern SHAPE =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+), (\\d+)\\), }\\s*");

  private final OutputFolder output;
  private final RecordedRun run;
  private final Faults faults;

  ArrayProof(OutputFolder output, RecordedRun run, Faults faults) {
    this.output = output;
    this.run = run;
    this.faults = faults;
  }

  /**
   * @param embedded rows of all shards
   */
  void prove(long embedded) throws IOException {
    if (!output.exists(ARRAY)) {
      return;
    }
    if (!output.exists(IDS)) {
      faults.add(IDS, "the ids of the array's rows", "none");
      return;
    }
    MessageDigest values = Digests.sha256();
    MessageDigest uris = Digests.sha256();
    for (int shard = 0; shard < run.shards(); shard++) {
      digest(String.format(Locale.ROOT, "embeddings/shard-%06d.parquet", shard), values, uris);
    }
    proveArray(embedded, hex(values));
    proveIds(embedded, hex(uris));
  }

  private void digest(String file, MessageDigest values, MessageDigest uris) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (ParquetColumns rows = output.parquet(file)) {
      rows.strings("uri").forEach(uri -> add(uris, uri));
      rows.floats(
          "embedding",
          value -> {
            if (!some.hasRemaining()) {
              values.update(some.flip());
              some.clear();
            }
            some.putFloat(value);
          });
    }
    values.update(some.flip());
  }

  private static void add(MessageDigest digest, String uri) {
    byte[] text = uri.getBytes(StandardCharsets.UTF_8);
    digest.update((text.length + " ").getBytes(StandardCharsets.US_ASCII));
    digest.update(text);
  }

  private void proveArray(long embedded, String values) throws IOException {
    try (InputStream in = new BufferedInputStream(output.open(ARRAY))) {
      byte[] prefix = in.readNBytes(PREFIX_BYTES);
      byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
      if (!ByteBuffer.wrap(prefix)
          .limit(Math.min(magic.length, prefix.length))
          .equals(ByteBuffer.wrap(magic))) {
        faults.add(ARRAY, "a NumPy array of version 1.0", "another beginning");
        return;
      }
      int length = Byte.toUnsignedInt(prefix[8]) + 256 * Byte.toUnsignedInt(prefix[9]);
      String header = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
      Matcher shape = SHAPE.matcher(header);
      List<String> found =
          shape.matches() ? List.of(shape.group(1), shape.group(2)) : List.of(header.strip());
      List<String> expected = List.of(Long.toString(embedded), Integer.toString(run.channels()));
      faults.requireEqual(ARRAY, "float32 of shape", expected, found);
      faults.requireEqual(ARRAY, "SHA-256 of the shards' values", values, Digests.sha256(in));
    }
  }

  private void proveIds(long embedded, String expected) throws IOException {
    MessageDigest uris = Digests.sha256();
    try (ParquetColumns rows = output.parquet(IDS)) {
      rows.strings("uri").forEach(uri -> add(uris, uri));
      List<Long> numbers = rows.longs("row");
      boolean counted = numbers.size() == embedded;
      for (int i = 0; counted && i < numbers.size(); i++) {
        counted = numbers.get(i) == i;
      }
      if (!counted) {
        faults.add(IDS, "rows numbered 0 to " + (embedded - 1), "others");
      }
      for (String key : List.of("residua.settings-id", "residua.list-id")) {
        String mine = key.equals("residua.list-id") ? run.listId() : run.settingsId();
        faults.requireEqual(IDS, key, mine, String.valueOf(rows.keyValues().get(key)));
      }
    }
    faults.requireEqual(IDS, "SHA-256 of the shards' uris", expected, hex(uris));
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
