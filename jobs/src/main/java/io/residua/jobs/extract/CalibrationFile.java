package io.residua.jobs.extract;

import io.residua.io.lake.Inputs;
import io.residua.io.ledger.Calibration;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A calibration that a person gave, on any store. Nothing in it is believed. */
final class CalibrationFile {

  private CalibrationFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when there is none, or it is no calibration
   */
  static Calibration read(Configuration conf, String file) throws IOException {
    Path path = new Path(Inputs.qualify(conf, List.of(file)).get(0));
    try (InputStream in = path.getFileSystem(conf).open(path)) {
      return Calibration.read(in, file);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "[%s] calibration: expected the _residua/calibration.json of another run, found no file; correct --calibration"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
