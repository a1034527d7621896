package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.ledger.OutputStore.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do for the ledger's protocol to hold. */
abstract class OutputStoreContract {

  private OutputStore store;

  /** A store of an output folder that does not exist yet. */
  abstract OutputStore store() throws IOException;

  /** Removes a temp behind the store's back. */
  void takeAway(String temp) throws IOException {
    store.deleteFolder(Layout.TEMP);
  }

  @BeforeEach
  void open() throws IOException {
    store = store();
  }

  @Test
  void placesAFileWholeAndLeavesNoTemp() throws IOException {
    assertThat(store.size("a/b.txt")).isEmpty();
    assertThat(store.putIfAbsent(Content.of("größe"), "a/b.txt")).isTrue();
    assertThat(store.text("a/b.txt")).contains("größe");
    assertThat(store.size("a/b.txt")).hasValue("größe".getBytes(StandardCharsets.UTF_8).length);
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void neverPlacesOverAnotherFile() throws IOException {
    store.putIfAbsent(Content.of("first"), "a/b.txt");
    assertThat(store.putIfAbsent(Content.of("second"), "a/b.txt")).isFalse();
    assertThat(store.text("a/b.txt")).contains("first");
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void ofEightWritersAtOnceExactlyOneWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      String path = "race/" + round;
      List<String> winners = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Callable<String>> writers = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        String text = ("writer " + writer + " ").repeat(5_000);
        writers.add(() -> store.putIfAbsent(Content.of(text), path) ? text : "");
      }
      for (Future<String> result : threads.invokeAll(writers)) {
        if (!result.get().isEmpty()) {
          winners.add(result.get());
        }
      }
      threads.shutdown();
      assertThat(winners).hasSize(1);
      assertThat(store.text(path)).contains(winners.get(0));
    }
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void contentThatFailsLeavesNothing() throws IOException {
    Content failing =
        out -> {
          out.write(new byte[100_000]);
          throw new IOException("cut");
        };
    assertThatThrownBy(() -> store.putIfAbsent(failing, "a/b"))
        .isInstanceOf(IOException.class)
        .hasMessage("cut");
    assertThat(store.size("a/b")).isEmpty();
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void aTempTakenAwayLosesToTheFileThatIsThereAndFailsWithoutOne() throws IOException {
    String temp = store.stage(Content.of("late"), "a/b");
    takeAway(temp);
    assertThatThrownBy(() -> store.place(temp, "a/b")).isInstanceOf(IOException.class);
    store.putIfAbsent(Content.of("early"), "a/b");
    assertThat(store.place(temp, "a/b")).isFalse();
    assertThat(store.text("a/b")).contains("early");
  }

  @Test
  void listsTheFilesOfAFolderWithTheirLengths() throws IOException {
    assertThat(store.files("a")).isEmpty();
    store.putIfAbsent(Content.of("1"), "a/one");
    store.putIfAbsent(Content.of("22"), "a/two");
    store.putIfAbsent(Content.of("333"), "a/below/three");
    assertThat(store.files("a")).isEqualTo(Map.of("one", 1L, "two", 2L));
  }

  @Test
  void saysWhenFilesGotTheirBytes() throws IOException {
    assertThat(store.modified("a/one")).isEmpty();
    assertThat(store.filesModified("a")).isEmpty();
    Instant before = Instant.now().minusSeconds(2); // S3 counts whole seconds
    store.putIfAbsent(Content.of("1"), "a/one");
    store.putIfAbsent(Content.of("22"), "a/two");
    Instant one = store.modified("a/one").orElseThrow();
    assertThat(one).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(store.filesModified("a"))
        .hasSize(2)
        .containsEntry("one", one)
        .containsEntry("two", store.modified("a/two").orElseThrow());
  }

  @Test
  void refusesATextOfUnboundedLength() throws IOException {
    store.putIfAbsent(out -> out.write(new byte[(64 << 20) + 1]), "a/long");
    assertThatThrownBy(() -> store.text("a/long"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a/long] expected at most 67108864 bytes of text, found 67108865");
  }

  @Test
  void aFileThatVanishesMeanwhileHidesNoOther() throws Exception {
    store.putIfAbsent(Content.of("1"), "a/stays");
    store.putIfAbsent(Content.of("22"), "a/goes");
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Future<?> mover =
        threads.submit(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                store.move("a/goes", "b/goes");
                store.move("b/goes", "a/goes");
              }
              return null;
            });
    while (!mover.isDone()) {
      assertThat(store.files("a")).containsEntry("stays", 1L);
    }
    mover.get();
    threads.shutdown();
  }

  @Test
  void movesAFileOnceAndKeepsItsContent() throws IOException {
    store.putIfAbsent(Content.of("x"), "a/b");
    assertThat(store.move("a/b", "c/d/e")).isTrue();
    assertThat(store.move("a/b", "c/d/f")).isFalse();
    assertThat(store.text("c/d/e")).contains("x");
    assertThat(store.text("a/b")).isEmpty();
  }

  @Test
  void replacesAFileWholeAndLeavesNoTemp() throws IOException {
    store.replace(Content.of("long before"), "a/b");
    store.replace(Content.of("now"), "a/b");
    assertThat(store.text("a/b")).contains("now");
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void aReplacementThatFailsLeavesTheFileThatWas() throws IOException {
    store.replace(Content.of("before"), "a/b");
    Content fails =
        out -> {
          out.write(1);
          throw new IOException("of the content");
        };
    assertThatThrownBy(() -> store.replace(fails, "a/b")).hasMessageContaining("of the content");
    assertThat(store.text("a/b")).contains("before");
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void deletesAFolderThatMayBeGone() throws IOException {
    store.putIfAbsent(Content.of("x"), "a/b");
    store.deleteFolder("a");
    store.deleteFolder("a");
    assertThat(store.text("a/b")).isEmpty();
  }

  @Test
  void knowsWhetherTheOutputIsAFile() throws IOException {
    assertThat(store.isFile()).isFalse();
    store.putIfAbsent(Content.of("x"), "a");
    assertThat(store.isFile()).isFalse();
  }
}
