package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import io.residua.io.lake.SortedImages;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copying from a finished run, on any store. */
abstract class EarlierRunContract {

  private static final int CHANNELS = 4;
  private static final Map<String, String> SETTINGS = Map.of("residua.model", "resnet50");
  private static final InputSelection SELECTION = InputSelection.of(List.of("file:/photos"));

  @TempDir Path spools;

  private Configuration conf;
  private String old;
  private String output;

  abstract Configuration conf();

  /** A folder no other test knows. */
  abstract String folder();

  @BeforeEach
  void open() {
    conf = conf();
    String folder = folder();
    old = folder + "/old";
    output = folder + "/new";
  }

  private static LakeImage image(int number, long length) {
    return new LakeImage("file:/photos/%04d.jpg".formatted(number), length, 1_700_000_000_000L);
  }

  private static List<LakeImage> images(int from, int to) {
    List<LakeImage> images = new ArrayList<>();
    for (int i = from; i < to; i++) {
      images.add(image(i, i));
    }
    return images;
  }

  private static Listing listing(List<LakeImage> images) {
    return new Listing(SELECTION, SortedImages.of(images), 0, 0, 0, 0, List.of());
  }

  /** A finished run; images of a length that divides by 7 are quarantined. */
  private EarlierRun finished(List<LakeImage> images, int shardImages) throws IOException {
    Ledger ledger = Ledger.open(conf, old);
    RunDescription run = ledger.freeze(SETTINGS, "1", listing(images), OptionalInt.of(shardImages));
    for (int shard = 0; shard < run.shards(); shard++) {
      List<LakeImage> planned = ledger.images(run, shard);
      Path spool = spools.resolve("spool-" + shard);
      spool(planned, run.fileKeyValues(shard), spool);
      ledger.shard(run, shard, planned, spools).commit(SpooledShard.of(spool), Map.of());
      Files.delete(spool);
    }
    assertThat(ledger.complete(run).missing().isEmpty()).isTrue();
    return EarlierRun.open(conf, old);
  }

  private static void spool(List<LakeImage> images, Map<String, String> keyValues, Path spool)
      throws IOException {
    List<QuarantinedRow> quarantined = new ArrayList<>();
    try (RootAllocator memory = new RootAllocator(1 << 24);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, CHANNELS, images.size());
        EmbeddingParquet file = EmbeddingParquet.create(spool, CHANNELS, keyValues)) {
      for (LakeImage image : images) {
        if (image.length() % 7 == 0) {
          quarantined.add(
              new QuarantinedRow(image.uri(), QuarantineCode.CORRUPT, "bad", image.length()));
        } else {
          batch.append(image.uri(), "%064x".formatted(image.length()), 10, 20, values(image));
        }
      }
      file.write(batch);
      file.finish(quarantined);
    }
  }

  /** Zero below zero, the smallest and the largest there is: what a conversion would lose. */
  private static FloatBuffer values(LakeImage image) {
    return FloatBuffer.wrap(
        new float[] {image.length() + 0.1f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE});
  }

  private RunDescription frozen(List<LakeImage> images, int shardImages, EarlierRun earlier)
      throws IOException {
    return Ledger.open(conf, output)
        .freeze(
            SETTINGS,
            "1",
            listing(images),
            new ShardSize(shardImages, Long.MAX_VALUE),
            earlier.since(),
            Map.of());
  }

  @Test
  void copiesAndRestAreTheShardInOrderWhateverChanged() throws IOException {
    Random random = new Random(1);
    List<LakeImage> before = images(0, 200);
    EarlierRun earlier = finished(before, 9);
    List<LakeImage> now = new ArrayList<>();
    for (int i = 0; i < 260; i++) {
      int what = random.nextInt(10);
      if (what > 1) {
        now.add(image(i, what == 2 ? 1_000 : i));
      }
    }
    RunDescription run = frozen(now, 31, earlier);
    Changes expected = requireCopies(earlier, run, before);
    Changes counted = Ledger.open(conf, output).changes(conf, run);
    assertThat(counted).isEqualTo(expected);
    assertThat(counted.copied()).isGreaterThan(90);
  }

  /** Goes through all shards; the truth is looked up in maps. */
  private Changes requireCopies(EarlierRun earlier, RunDescription run, List<LakeImage> before)
      throws IOException {
    Map<String, LakeImage> lost = new HashMap<>();
    before.forEach(image -> lost.put(image.uri(), image));
    int copied = 0;
    int changed = 0;
    int added = 0;
    int retried = 0;
    for (int shard = 0; shard < run.shards(); shard++) {
      List<LakeImage> rest = new ArrayList<>();
      List<String> rows = new ArrayList<>();
      for (LakeImage image : Ledger.open(conf, output).images(run, shard)) {
        LakeImage old = lost.remove(image.uri());
        boolean same = image.equals(old);
        boolean embedded = image.length() % 7 != 0;
        if (same && embedded) {
          rows.add(image.uri() + " " + "%064x".formatted(image.length()) + bits(values(image)));
          copied++;
        } else {
          rest.add(image);
          added += old == null ? 1 : 0;
          changed += old != null && !same ? 1 : 0;
          retried += same ? 1 : 0;
        }
      }
      List<LakeImage> planned = Ledger.open(conf, output).images(run, shard);
      try (ShardCopies copies = earlier.copies(planned, CHANNELS, spools)) {
        assertThat(copies.rest()).isEqualTo(rest);
        assertThat(copies.size()).isEqualTo(rows.size());
        assertThat(read(copies)).isEqualTo(rows);
      }
    }
    assertThat(spools).as("spooled files are gone").isEmptyDirectory();
    return new Changes(copied, changed, added, retried, lost.size());
  }

  private static List<String> read(ShardCopies copies) throws IOException {
    List<String> rows = new ArrayList<>();
    try (RootAllocator memory = new RootAllocator(1 << 24);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, CHANNELS, 1)) {
      while (copies.next()) {
        batch.clear();
        copies.appendTo(batch);
        assertThat(batch.uri(0)).isEqualTo(copies.uri());
        FixedSizeListVector embedding = (FixedSizeListVector) batch.root().getVector("embedding");
        FloatBuffer values = FloatBuffer.allocate(CHANNELS);
        embedding.getObject(0).forEach(value -> values.put((Float) value));
        rows.add(
            batch.uri(0)
                + " "
                + batch.root().getVector("sha256").getObject(0)
                + bits(values.flip()));
      }
    }
    return rows;
  }

  private static String bits(FloatBuffer values) {
    StringBuilder bits = new StringBuilder();
    while (values.hasRemaining()) {
      bits.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(values.get())));
    }
    return bits.toString();
  }

  @Test
  void aUriIsFoundInManyShardsAndFilesOfThePlan() throws IOException {
    List<LakeImage> before = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      before.add(image(2 * i, 2 * i + 1));
    }
    EarlierRun earlier = finished(before, 1);
    assertThat(earlier.run().planFiles()).hasSize(3);
    for (int i = 0; i < 150; i++) {
      assertThat(earlier.plan().shardOf(image(2 * i, 0).uri())).isEqualTo(i);
      assertThat(earlier.plan().shardOf(image(2 * i + 1, 0).uri())).isEqualTo(i);
    }
    assertThat(earlier.plan().shardOf("file:/a")).isZero();
    assertThat(earlier.plan().shardOf("file:/z")).isEqualTo(149);
  }

  @Test
  void theComparisonIsPlacedOnceAndNeedsTheEarlierRunNoMore() throws IOException {
    EarlierRun earlier = finished(images(0, 10), 4);
    RunDescription run = frozen(images(2, 12), 4, earlier);
    Ledger ledger = Ledger.open(conf, output);
    Changes first = ledger.changes(conf, run);
    assertThat(first).isEqualTo(new Changes(7, 0, 2, 1, 2));
    OutputStore.of(conf, old).move(Layout.RUN, "elsewhere");
    assertThat(ledger.changes(conf, run)).isEqualTo(first);
    OutputStore.of(conf, output).move(Layout.DELETED, "elsewhere");
    assertThatThrownBy(() -> ledger.changes(conf, run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + old + "] since: expected the output of a run, found no ")
        .hasMessageContaining("leave it out to extract everything");
  }

  @Test
  void aRunWithoutImagesIsCopiedFromToo() throws IOException {
    EarlierRun earlier = finished(List.of(), 4);
    RunDescription run = frozen(images(0, 3), 4, earlier);
    assertThat(earlier.copies(images(0, 3), CHANNELS, spools).rest()).isEqualTo(images(0, 3));
    assertThat(Ledger.open(conf, output).changes(conf, run)).isEqualTo(new Changes(0, 0, 3, 0, 0));
  }

  @Test
  void whatIsNotWholeIsRefusedAndStaysAsItIs() throws IOException {
    EarlierRun earlier = finished(images(0, 10), 4);
    Since since = earlier.since();
    OutputStore store = OutputStore.of(conf, old);
    store.move(Layout.embeddings(1), "elsewhere/1");
    Map<String, Long> before = files(store);
    assertThatThrownBy(earlier::since)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Layout.embeddings(1) + "] expected the file its record speaks of");
    assertThatThrownBy(() -> earlier.spool(1, Layout.embeddings(1), spools.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("since: expected")
        .hasMessageContaining("found -1");
    assertThat(files(store)).isEqualTo(before);
    store.move("elsewhere/1", Layout.embeddings(1));
    earlier.requireUnchanged(since);
    Since other = new Since(since.output(), since.listId(), since.settingsId(), "0".repeat(64));
    assertThatThrownBy(() -> earlier.requireUnchanged(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + old + "] since: expected the run rows were copied from")
        .hasMessageContaining("extract into another --output");
    store.move(Layout.record(2), "elsewhere/2");
    assertThatThrownBy(earlier::since)
        .hasMessageContaining("expected the records of 3 shards, found 2");
    store.move("elsewhere/2", Layout.record(2));
    store.move(Layout.SUCCESS, "elsewhere/3");
    assertThatThrownBy(earlier::since)
        .hasMessageContaining("since: expected a finished run, found no _SUCCESS");
  }

  private static Map<String, Long> files(OutputStore store) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    for (String folder : List.of("", "embeddings", "_residua", Layout.LEDGER, Layout.VOID)) {
      store.files(folder.isEmpty() ? "." : folder).forEach((n, s) -> files.put(folder + n, s));
    }
    return files;
  }

  @Test
  void aRunBegunWithAnotherOneIsNotGoneOnWith() throws IOException {
    EarlierRun earlier = finished(images(0, 10), 4);
    RunDescription run = frozen(images(0, 10), 4, earlier);
    run.requireSame(SETTINGS, SELECTION, old);
    assertThatThrownBy(() -> run.requireSame(SETTINGS, SELECTION, ""))
        .isInstanceOf(SettingsDiffer.class)
        .hasMessageContaining("since: recorded " + old + ", now none");
    assertThatThrownBy(() -> earlier.requireSame(Map.of("residua.model", "resnet18")))
        .isInstanceOf(SettingsDiffer.class)
        .hasMessageContaining("[" + old + "] since: expected the settings its rows were made with")
        .hasMessageContaining("residua.model: recorded resnet50, now resnet18")
        .hasMessageContaining("leave --since out");
  }

  @Test
  void aRunOfAnEarlierVersionCopiesNothing() throws IOException {
    RunDescription run = finished(images(0, 3), 4).run();
    String json = run.toJson().replaceFirst("(?s),\\s*\"since\" : \\{.*?\\}", "");
    assertThat(json).doesNotContain("since");
    assertThat(RunDescription.fromJson(json, "run.json")).isEqualTo(run);
    assertThat(run.since()).isEqualTo(Since.NONE);
  }
}
