package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Goes through the rows of a stage maps file on the local disk, one at a time, each as it was
 * written. Not thread-safe. Whoever opened it closes it.
 */
public sealed interface StageMapReader extends AutoCloseable
    permits ArrowMapReader, ParquetMapReader {

  /**
   * Opens a file.
   *
   * @param parent holds a record batch of a file in Arrow at a time
   */
  static StageMapReader open(Path file, MapsFormat format, BufferAllocator parent)
      throws IOException {
    return switch (format) {
      case ARROW -> ArrowMapReader.open(file, parent);
      case PARQUET -> ParquetMapReader.open(file);
    };
  }

  /**
   * Goes to the next row.
   *
   * @return false behind the last
   * @throws IOException when the file is no whole file of maps
   */
  boolean next() throws IOException;

  /** The image of the row. */
  MapRow row();

  /** Shape of the row's map. */
  FeatureShape shape();

  /** The row's map, float32 CTHW {@code [channels, frames, height, width]}: until {@link #next}. */
  FloatBuffer values();

  @Override
  void close() throws IOException;

  /**
   * The shape of extents as a file has them: channels, frames where there are more, rows, columns.
   */
  static FeatureShape shape(int... extents) {
    return extents.length == 4
        ? new FeatureShape(extents[0], extents[1], extents[2], extents[3])
        : new FeatureShape(extents[0], extents[1], extents[2]);
  }
}
