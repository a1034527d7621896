package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLedgerTest extends LedgerContract {

  @TempDir Path folder;

  @Override
  OutputStore store() throws IOException {
    return OutputStore.of(new Configuration(), folder.resolve("out").toString());
  }

  @Test
  void refusesAnOutputThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Ledger.open(new Configuration(), file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file] output: expected a folder, or nothing yet, found a file")
        .hasMessageContaining("choose another --output");
  }

  @Test
  void refusesAStoreItCannotPlaceFilesOn() {
    assertThatThrownBy(() -> Ledger.open(new Configuration(), "ftp://host/out"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "[ftp://host/out] output: expected a local folder, an hdfs: or an s3a: uri")
        .hasMessageContaining("choose another --output");
  }

  @Test
  void openingWritesNothing() throws IOException {
    Ledger ledger = Ledger.open(new Configuration(), folder.resolve("new").toString());
    assertThat(ledger.run()).isEmpty();
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
