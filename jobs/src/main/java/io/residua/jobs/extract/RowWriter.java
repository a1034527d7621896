package io.residua.jobs.extract;

import io.residua.backbone.Stage;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.features.StoredMaps;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.ShardCopies;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of one shard, which come in the order of the plan, into its files: the embeddings
 * and a file of maps a stage. Rows that are copied from an earlier run come in between, where the
 * plan has them. A row with a value that is not finite is quarantined instead. The files belong to
 * whoever opened them.
 */
final class RowWriter {

  private final StoredMaps stored;
  private final EmbeddingBatch rows;
  private final EmbeddingParquet embeddings;
  private final ShardCopies copies;
  private final MapFiles maps;
  private final MapBuffers buffers;
  private final StageTimes times;
  private final List<QuarantinedRow> quarantined = new ArrayList<>();
  private boolean begun;
  private boolean more;
  private int copied;

  /**
   * @param rows as many as are written at once
   * @param buffers that the rows' maps are given back to
   */
  RowWriter(
      StoredMaps stored,
      EmbeddingBatch rows,
      EmbeddingParquet embeddings,
      ShardCopies copies,
      MapFiles maps,
      MapBuffers buffers,
      StageTimes times) {
    this.stored = stored;
    this.rows = rows;
    this.embeddings = embeddings;
    this.copies = copies;
    this.maps = maps;
    this.buffers = buffers;
    this.times = times;
  }

  void write(ExtractedRow row) throws IOException {
    long begun = System.nanoTime();
    String fault = fault(row);
    if (fault == null) {
      copyBefore(row.member().image().uri());
      append(row);
    } else {
      quarantine(row.member(), fault);
    }
    row.maps().forEach(map -> buffers.giveBack(map.stage(), map.values()));
    times.writeNanos.addAndGet(System.nanoTime() - begun);
  }

  private void append(ExtractedRow row) throws IOException {
    PixelBatch.Member member = row.member();
    rows.append(
        member.image().uri(),
        member.sha256(),
        member.width(),
        member.height(),
        row.embedding(),
        member.passed());
    maps.write(row);
    flushIfFull();
  }

  private void copyBefore(String uri) throws IOException {
    while (more() && LakeImage.compareUris(copies.uri(), uri) < 0) {
      copy();
    }
  }

  private boolean more() throws IOException {
    if (!begun) {
      begun = true;
      more = copies.next();
    }
    return more;
  }

  private void copy() throws IOException {
    copies.appendTo(rows);
    maps.copy(copies);
    copied++;
    flushIfFull();
    more = copies.next();
  }

  private void flushIfFull() throws IOException {
    if (rows.rows() == rows.capacity()) {
      flush();
    }
  }

  private void flush() throws IOException {
    embeddings.write(rows);
    rows.clear();
  }

  private void quarantine(PixelBatch.Member member, String why) {
    quarantined.add(
        new QuarantinedRow(member.image().uri(), QuarantineCode.NON_FINITE, why, member.bytes()));
  }

  /** Why a row cannot be kept; null when it can. */
  private @Nullable String fault(ExtractedRow row) {
    if (!finite(row.embedding())) {
      return "the network gave a value that is not finite";
    }
    Stage beyond = MapFiles.notHeld(row, stored);
    return beyond == null
        ? null
        : "the network gave a value in %s that is not finite as %s"
            .formatted(beyond.label(), stored.dtype().label());
  }

  private static boolean finite(FloatBuffer values) {
    for (int i = values.position(); i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes the files whole.
   *
   * @param images of the shard, in the order of the plan
   * @param refused those that gave no pixels
   * @return the map files by stage
   */
  Map<Stage, Path> finish(List<LakeImage> images, List<QuarantinedRow> refused) throws IOException {
    while (more()) {
      copy();
    }
    flush();
    quarantined.addAll(refused);
    quarantined.sort(inOrderOf(images));
    embeddings.finish(quarantined);
    return maps.finish();
  }

  /** Rows that were copied so far. */
  int copied() {
    return copied;
  }

  /** Images without a row; complete once finished. */
  int quarantined() {
    return quarantined.size();
  }

  private static Comparator<QuarantinedRow> inOrderOf(List<LakeImage> images) {
    Map<String, Integer> places = new HashMap<>();
    for (LakeImage image : images) {
      places.put(image.uri(), places.size());
    }
    return Comparator.comparing(row -> places.getOrDefault(row.uri(), images.size()));
  }
}
