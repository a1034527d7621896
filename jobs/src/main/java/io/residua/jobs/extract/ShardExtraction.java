package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Extent;
import io.residua.backbone.Pooling;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.io.container.PassedColumn;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import io.residua.io.lake.ReadAhead;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.SpoolFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one shard, up to a whole spool file: bytes, pixels, forward passes, rows. Knows
 * nothing of Spark nor of where the file goes.
 */
final class ShardExtraction {

  private static final long ARROW_LIMIT_BYTES = 256L << 20;

  /**
   * How images lie in the lake.
   *
   * @param form in which containers hold them
   * @param columns passed through, as planned
   */
  record Lake(InputForm form, List<PassedColumn> columns) {}

  private final Configuration conf;
  private final Lake lake;
  private final Preprocessing preprocessing;
  private final @Nullable ClipSampling clips;
  private final Stage stage;
  private final Workplace workplace;
  private final LongConsumer progress;
  private final StageTimes times = new StageTimes();

  /**
   * @param clips frames of a clip; null for images
   * @param workplace used by this attempt alone
   * @param progress is told how many images more are accounted for
   */
  ShardExtraction(
      Configuration conf,
      Lake lake,
      Preprocessing preprocessing,
      @Nullable ClipSampling clips,
      Stage stage,
      Workplace workplace,
      LongConsumer progress) {
    this.conf = conf;
    this.lake = lake;
    this.preprocessing = preprocessing;
    this.clips = clips;
    this.stage = stage;
    this.workplace = workplace;
    this.progress = progress;
  }

  StageTimes times() {
    return times;
  }

  /**
   * Extracts {@code images} into the local file {@code spool}.
   *
   * @param channels length of an embedding
   * @param keyValues of the file's footer
   * @return how many of the images were quarantined
   * @throws IOException when the spool file cannot be written; what cannot be read is quarantined
   */
  long extract(List<LakeImage> images, int channels, Map<String, String> keyValues, Path spool)
      throws IOException, InterruptedException {
    return extract(images, ShardCopies.none(images), channels, keyValues, spool);
  }

  /**
   * The same, with rows that are copied instead of extracted.
   *
   * @param copies closed by this
   */
  long extract(
      List<LakeImage> images,
      ShardCopies copies,
      int channels,
      Map<String, String> keyValues,
      Path spool)
      throws IOException, InterruptedException {
    int batchSize = workplace.slot().batchSize();
    List<PassedColumn> passed = lake.columns();
    long arrowBytes = ARROW_LIMIT_BYTES + EmbeddingBatch.passedBytes(batchSize, passed);
    try (BufferAllocator arrow = new RootAllocator(arrowBytes);
        EmbeddingBatch rows = EmbeddingBatch.allocate(arrow, channels, batchSize, passed);
        MergedRows file =
            new MergedRows(
                EmbeddingParquet.create(spool, channels, passed, keyValues),
                copies,
                channels,
                arrow,
                progress);
        Prefetch bytes = prefetch(copies.rest());
        DecodeAhead pixels =
            new DecodeAhead(
                bytes,
                new PixelSource(workplace.decoder(), preprocessing.geometry(), clips),
                workplace.buffers(),
                times,
                progress)) {
      FloatBuffer pooled =
          ByteBuffer.allocateDirect(batchSize * channels * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      List<QuarantinedRow> quarantined = new ArrayList<>();
      InOrder<Row> ordered = new InOrder<>();
      for (PixelBatch batch = pixels.next(); batch != null; batch = pixels.next()) {
        infer(batch, pooled.clear());
        for (Row row : inOrder(batch, pooled.flip(), channels, ordered)) {
          append(row, rows, quarantined);
          if (rows.rows() == rows.capacity()) {
            write(rows, file);
          }
        }
        progress.accept(batch.size());
        pixels.recycle(batch);
      }
      write(rows, file);
      quarantined.addAll(pixels.refused());
      quarantined.sort(inOrderOf(images));
      file.finish(quarantined);
      return quarantined.size();
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  private Prefetch prefetch(List<LakeImage> images) {
    ReadAhead settings = ReadAhead.upTo(DecodeLimits.DEFAULT.maxBytes());
    return clips == null
        ? Prefetch.open(conf, images, settings, lake.form(), lake.columns())
        : Prefetch.openClips(conf, images, settings, clips);
  }

  private void infer(PixelBatch batch, FloatBuffer pooled) {
    long begun = System.nanoTime();
    Slot slot = workplace.slot();
    slot.begin(clips == null ? 1 : clips.length(), batch.height(), batch.width());
    for (int i = 0; i < batch.size(); i++) {
      Extent valid = batch.member(i).valid();
      slot.setPixels(i, batch.pixels(i), valid, preprocessing.normalization());
    }
    slot.forward(batch.size(), Set.of(stage)).copyPooled(stage, Pooling.AVERAGE, pooled);
    times.inferNanos.addAndGet(System.nanoTime() - begun);
  }

  /** An image and its embedding. */
  private record Row(PixelBatch.Member member, FloatBuffer embedding) {}

  /** The rows that a batch completes, in the order of the plan. */
  private static List<Row> inOrder(
      PixelBatch batch, FloatBuffer pooled, int channels, InOrder<Row> ordered) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      FloatBuffer embedding = FloatBuffer.allocate(channels);
      embedding.put(pooled.slice(i * channels, channels)).flip();
      PixelBatch.Member member = batch.member(i);
      rows.addAll(ordered.put(member.number(), new Row(member, embedding)));
    }
    return rows;
  }

  private static void append(Row row, EmbeddingBatch rows, List<QuarantinedRow> quarantined) {
    PixelBatch.Member member = row.member();
    if (finite(row.embedding())) {
      rows.append(
          member.image().uri(),
          member.sha256(),
          member.width(),
          member.height(),
          row.embedding(),
          member.passed());
    } else {
      quarantined.add(
          new QuarantinedRow(
              member.image().uri(),
              QuarantineCode.NON_FINITE,
              "the network gave a value that is not finite",
              member.bytes()));
    }
  }

  private static boolean finite(FloatBuffer values) {
    for (int i = values.position(); i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void write(EmbeddingBatch rows, MergedRows file) throws IOException {
    long begun = System.nanoTime();
    file.write(rows);
    rows.clear();
    times.writeNanos.addAndGet(System.nanoTime() - begun);
  }

  private static Comparator<QuarantinedRow> inOrderOf(List<LakeImage> images) {
    Map<String, Integer> places = new HashMap<>();
    for (LakeImage image : images) {
      places.put(image.uri(), places.size());
    }
    return Comparator.comparing(row -> places.getOrDefault(row.uri(), images.size()));
  }
}
