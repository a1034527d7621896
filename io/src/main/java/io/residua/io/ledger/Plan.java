package io.residua.io.ledger;

import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A listing cut into shards, in local files: a run of millions never lies in memory whole. */
final class Plan {

  /** Shards of one plan file: a part stays small, and a million images are a few files. */
  static final int SHARDS_PER_PART = 64;

  private final int shards;
  private final String listId;
  private final List<Path> parts;

  private Plan(int shards, String listId, List<Path> parts) {
    this.shards = shards;
    this.listId = listId;
    this.parts = List.copyOf(parts);
  }

  /**
   * Cuts before the image that would make a shard larger than it may be.
   *
   * @param images in the order of the plan
   * @param folder an empty local folder, for the files
   */
  static Plan cut(Iterable<LakeImage> images, ShardSize size, Path folder) throws IOException {
    try (Cutting cutting = new Cutting(size, folder)) {
      for (LakeImage image : images) {
        cutting.take(image);
      }
      return cutting.plan();
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  int shards() {
    return shards;
  }

  /** The list-id; the package's description has its canonical form. */
  String listId() {
    return listId;
  }

  /** Places the plan's files, or finds the same ones there. */
  List<OutputFile> put(OutputStore store) throws IOException {
    List<OutputFile> files = new ArrayList<>();
    for (Path part : parts) {
      OutputFile file = Sha256.describe(Layout.plan(listId, files.size()), part);
      if (!store.putIfAbsent(OutputStore.Content.of(part), file.path())) {
        requireSame(store, file);
      }
      files.add(file);
      Files.delete(part);
    }
    return files;
  }

  /** A plan while its images come in. */
  private static final class Cutting implements AutoCloseable {

    private final ShardSize size;
    private final Path folder;
    private final Sha256 list = new Sha256().add("residua-list 1\n");
    private final List<Path> parts = new ArrayList<>();
    private PlanPart.Writer part;
    private int shard;
    private int images;
    private long bytes;

    Cutting(ShardSize size, Path folder) throws IOException {
      this.size = size;
      this.folder = folder;
      this.part = nextPart();
    }

    void take(LakeImage image) throws IOException {
      long length = Math.max(0, image.length());
      if (images > 0 && (images == size.images() || bytes + length > size.bytes())) {
        nextShard();
      }
      images++;
      bytes += length;
      part.write(shard, image);
      hash(image);
    }

    Plan plan() throws IOException {
      part.close();
      return new Plan(images == 0 ? shard : shard + 1, list.hex(), parts);
    }

    private void nextShard() throws IOException {
      shard++;
      images = 0;
      bytes = 0;
      if (shard % SHARDS_PER_PART == 0) {
        part.close();
        part = nextPart();
      }
    }

    private PlanPart.Writer nextPart() throws IOException {
      Path file = folder.resolve("part-" + parts.size());
      parts.add(file);
      return PlanPart.create(file);
    }

    private void hash(LakeImage image) {
      list.add(shard + " " + image.length() + " " + image.modifiedMillis() + " ");
      text(image.uri());
      if (!image.etag().isEmpty()) {
        list.add("etag ");
        text(image.etag());
      }
      Place place = image.place();
      if (place != null) {
        list.add("in " + place.format().label() + " ");
        list.add(place.offset() + " " + place.index() + " ");
        text(place.container());
      }
    }

    /** With its length before it, since a text may hold anything. */
    private void text(String text) {
      list.add(text.getBytes(StandardCharsets.UTF_8).length + " ").add(text).add("\n");
    }

    @Override
    public void close() throws IOException {
      part.close();
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
