package io.residua.io.ledger;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

class LocalEarlierRunTest extends EarlierRunContract {

  @TempDir Path folder;

  @Override
  Configuration conf() {
    return new Configuration();
  }

  @Override
  String folder() {
    return "file:" + folder;
  }
}
