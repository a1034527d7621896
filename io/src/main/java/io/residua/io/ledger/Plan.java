package io.residua.io.ledger;

import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A listing cut into shards, in memory on the driver. */
final class Plan {

  /** Shards of one plan file: a part stays small, and a million images are a few files. */
  static final int SHARDS_PER_PART = 64;

  private final List<LakeImage> images;
  private final List<Integer> starts;

  private Plan(List<LakeImage> images, List<Integer> starts) {
    this.images = images;
    this.starts = starts;
  }

  /** Cuts before the image that would make a shard larger than it may be. */
  static Plan cut(List<LakeImage> images, ShardSize size) {
    List<Integer> starts = new ArrayList<>();
    long bytes = 0;
    int start = 0;
    for (int i = 0; i < images.size(); i++) {
      long length = images.get(i).length();
      if (starts.isEmpty() || i - start == size.images() || bytes + length > size.bytes()) {
        starts.add(i);
        start = i;
        bytes = 0;
      }
      bytes += length;
    }
    return new Plan(images, starts);
  }

  int shards() {
    return starts.size();
  }

  List<LakeImage> shard(int shard) {
    int end = shard + 1 == shards() ? images.size() : starts.get(shard + 1);
    return images.subList(starts.get(shard), end);
  }

  /** The list-id; the package's description has its canonical form. */
  String listId() {
    Sha256 sha256 = new Sha256().add("residua-list 1\n");
    for (int shard = 0; shard < shards(); shard++) {
      for (LakeImage image : shard(shard)) {
        int uriBytes = image.uri().getBytes(StandardCharsets.UTF_8).length;
        sha256.add(
            shard + " " + image.length() + " " + image.modifiedMillis() + " " + uriBytes + " ");
        sha256.add(image.uri()).add("\n");
      }
    }
    return sha256.hex();
  }

  /** Places the plan's files, or finds the same ones there. */
  List<OutputFile> put(OutputStore store, String listId) throws IOException {
    List<OutputFile> files = new ArrayList<>();
    Path folder = SpoolFolder.create("residua-plan-");
    try {
      for (int part = 0; part * SHARDS_PER_PART < shards(); part++) {
        Path spool = folder.resolve("part");
        write(spool, part);
        OutputFile file = Sha256.describe(Layout.plan(listId, part), spool);
        if (!store.putIfAbsent(OutputStore.Content.of(spool), file.path())) {
          requireSame(store, file);
        }
        files.add(file);
        Files.delete(spool);
      }
    } finally {
      SpoolFolder.delete(folder);
    }
    return files;
  }

  private void write(Path spool, int part) throws IOException {
    try (PlanPart.Writer writer = PlanPart.create(spool)) {
      int end = Math.min(shards(), (part + 1) * SHARDS_PER_PART);
      for (int shard = part * SHARDS_PER_PART; shard < end; shard++) {
        for (LakeImage image : shard(shard)) {
          writer.write(shard, image);
        }
      }
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  private static void requireSame(OutputStore store, OutputFile file) throws IOException {
    try (var in = store.open(file.path())) {
      OutputFile there = Sha256.describe(file.path(), in);
      if (!there.equals(file)) {
        throw new IOException(
            "[%s] plan: expected %d bytes of SHA-256 %s, found %d of %s; no run uses it: move it away and run the same command again"
                .formatted(
                    store.name(file.path()),
                    file.bytes(),
                    file.sha256(),
                    there.bytes(),
                    there.sha256()));
      }
    }
  }
}
