package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Writes the maps of one stage of one shard's images to a local spool file; {@link #finish} makes
 * it whole, {@link #close} without it leaves nothing. The same rows and key-values give the same
 * bytes. Not thread-safe. Whoever created it closes it.
 *
 * <p>Rows are collected in native memory of 16 MiB, or of one row where that is larger, and written
 * when the next one has no room there: a record batch in Arrow, a row group in Parquet.
 */
public sealed interface StageMapFile extends AutoCloseable permits BatchedMapFile {

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param layout what the maps have in common
   * @param keyValues what the file says of the rows' origin
   * @param parent whose child, named {@code maps} and the stage, the rows are collected in
   */
  static StageMapFile create(
      Path spool,
      MapsFormat format,
      MapsDtype dtype,
      MapLayout layout,
      Map<String, String> keyValues,
      BufferAllocator parent)
      throws IOException {
    MapBatch batch = MapBatch.allocate(parent, layout, dtype);
    try {
      return BatchedMapFile.create(spool, format, batch, MapFooter.origin(layout, keyValues));
    } catch (IOException | RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  /**
   * Writes the map of an image; images come in the order of the plan.
   *
   * @param shape of the map
   * @param values float32 CTHW {@code [channels, frames, height, width]}, which is CHW for images,
   *     direct or heap; the position moves behind them
   * @throws IllegalArgumentException when the shape is not of the file's layout, values are missing
   *     or the dtype does not {@linkplain MapsDtype#holds hold} them; the file can be written on
   */
  void write(MapRow row, FeatureShape shape, FloatBuffer values) throws IOException;

  /** Writes the footer. */
  void finish() throws IOException;

  /**
   * Aborts what is not finished and deletes the spool file then; frees the memory. Idempotent.
   *
   * @throws IllegalStateException when some of the memory leaked
   */
  @Override
  void close() throws IOException;
}
