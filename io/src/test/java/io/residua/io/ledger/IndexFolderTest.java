package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.LocalS3;
import io.residua.io.MiniHdfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a local disk, and on HDFS and S3, whose files are copied before they are opened. */
class IndexFolderTest {

  @TempDir Path folder;

  @Test
  void isThereOnceItsDescriptionIsAndGoneWithItOnADisk() throws Exception {
    isThereOnceItsDescriptionIsAndGoneWithIt(new LocalStore(folder.resolve("out")));
  }

  @Test
  void isThereOnceItsDescriptionIsAndGoneWithItOnHdfs() throws Exception {
    isThereOnceItsDescriptionIsAndGoneWithIt(
        OutputStore.of(MiniHdfs.configuration(), MiniHdfs.folder()));
  }

  @Test
  void isThereOnceItsDescriptionIsAndGoneWithItOnS3() throws Exception {
    isThereOnceItsDescriptionIsAndGoneWithIt(
        OutputStore.of(LocalS3.configuration(), LocalS3.folder()));
  }

  private void isThereOnceItsDescriptionIsAndGoneWithIt(OutputStore store) throws IOException {
    IndexFolder index = new IndexFolder(store);
    Path spooled = Files.writeString(folder.resolve("spooled"), "graph");
    OutputFile file = index.put("graph-0", spooled);
    assertThat(file.bytes()).isEqualTo(5);
    assertThat(index.description()).isEmpty();
    assertThat(index.putDescription("{}")).isTrue();
    assertThat(index.putDescription("{\"other\":1}")).isFalse();
    assertThat(index.description()).contains("{}");
    index.fetch(file, folder.resolve("copy"));
    assertThat(folder.resolve("copy")).hasContent("graph");
    assertThat(index.local(file).isPresent()).isEqualTo(store instanceof LocalStore);
    assertThat(index.clear()).containsExactlyInAnyOrder("graph-0", "index.json");
    assertThat(index.description()).isEmpty();
    assertThat(store.files("index")).isEmpty();
    assertThat(index.clear()).isEmpty();
  }

  @Test
  void anAttemptThatComesSecondTakesTheFileOfTheFirst() throws Exception {
    IndexFolder index = new IndexFolder(new LocalStore(folder.resolve("out")));
    OutputFile first = index.put("graph-0", Files.writeString(folder.resolve("a"), "first"));
    OutputFile second = index.put("graph-0", Files.writeString(folder.resolve("b"), "other"));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aFileThatIsMissingOrAnotherIsNamed() throws Exception {
    Path out = folder.resolve("out");
    IndexFolder index = new IndexFolder(new LocalStore(out));
    OutputFile file = index.put("graph-0", Files.writeString(folder.resolve("a"), "graph"));
    Files.writeString(out.resolve("index/graph-0"), "grape");
    assertThatThrownBy(() -> index.requireWhole(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("index/graph-0] index: expected SHA-256 " + file.sha256());
    Path copy = folder.resolve("copy");
    assertThatThrownBy(() -> index.fetch(file, copy)).hasMessageContaining("--rebuild");
    Files.writeString(out.resolve("index/graph-0"), "graphic");
    assertThatThrownBy(() -> index.requireSize(file))
        .hasMessageContaining("expected 5 bytes, found 7 bytes");
    Files.delete(out.resolve("index/graph-0"));
    assertThatThrownBy(() -> index.requireSize(file))
        .hasMessageContaining("expected 5 bytes, found no file");
  }
}
