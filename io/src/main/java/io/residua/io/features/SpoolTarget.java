package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** A local file whose stream can be closed behind a Parquet writer's back. */
final class SpoolTarget implements OutputFile {

  private final LocalOutputFile file;
  private @Nullable PositionOutputStream stream;

  SpoolTarget(Path path) {
    this.file = new LocalOutputFile(path);
  }

  /** Closes the stream, if there is one; what was written stays. */
  void cut() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    PositionOutputStream created = file.create(blockSizeHint);
    stream = created;
    return created;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }
}
