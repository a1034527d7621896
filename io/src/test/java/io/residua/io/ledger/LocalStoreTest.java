package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.ledger.OutputStore.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends OutputStoreContract {

  @TempDir Path folder;

  @Override
  OutputStore store() throws IOException {
    return OutputStore.of(new Configuration(), folder + "/an output %41");
  }

  @Test
  void leavesNoFilesOfChecksums() throws IOException {
    store().putIfAbsent(Content.of("x"), "a/b");
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile))
          .containsExactly(folder.resolve("an output %41/a/b"));
    }
  }

  @Test
  void namesTheDiskThatIsFull() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(
        Files.exists(full), "no /dev/full: the message of a full disk is not shown");
    Content content =
        out -> {
          try (var device = Files.newOutputStream(full)) {
            device.write(1);
          }
        };
    assertThatThrownBy(() -> store().putIfAbsent(content, "a/b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("expected free space, found none (No space left on device)")
        .hasMessageContaining("run the same command again");
    assertThat(folder.resolve("an output %41/a/b")).doesNotExist();
  }

  @Test
  void namesTheFolderThatTakesNoFiles() {
    LocalStore proc = new LocalStore(Path.of("/proc/self/none"));
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self")), "no /proc: nothing takes no files");
    assertThatThrownBy(() -> proc.putIfAbsent(Content.of("x"), "a/b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[/proc/self/none] writing: expected a folder this user can write to")
        .hasMessageContaining("use another folder");
  }

  @Test
  void saysWhatToDoWhereHardLinksAreRefused() {
    LocalStore proc = new LocalStore(Path.of("/proc/self"));
    Assumptions.assumeTrue(Files.exists(proc.root()), "no /proc: nothing here refuses hard links");
    assertThatThrownBy(() -> proc.place("status", "task/status"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a file system with hard links")
        .hasMessageContaining("or on HDFS");
  }
}
