package io.residua.io.ledger;

import io.residua.io.ledger.OutputStore.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds out by trying whether a store of S3's interface refuses to replace an object: some take the
 * condition and replace it all the same, some refuse the condition itself. Leaves nothing.
 */
final class S3Probe {

  private static final String FIRST = "first";
  private static final String SECOND = "second";

  private final S3Store store;
  private final String root;
  private final String path = OutputStore.temp("put-if-absent");

  S3Probe(S3Store store, String root) {
    this.store = store;
    this.root = root;
  }

  /**
   * What the store lacks, and what that means, in one line; empty when it lacks nothing.
   *
   * @throws IOException when nothing can be put at all
   */
  Optional<String> fault() throws IOException {
    if (!store.conditional()) {
      return Optional.of(line("it switched off by " + S3Store.CONDITIONAL));
    }
    try {
      return found().map(this::line);
    } finally {
      store.deleteFolder(path);
    }
  }

  private String line(String found) {
    return ("[%s] put-if-absent: expected a store that refuses to replace an object, found %s;"
            + " objects are put plainly after a look whether there is one, and read back:"
            + " run one driver at a time on this output, without spark.speculation,"
            + " or use a store with conditional writes")
        .formatted(root, found);
  }

  private Optional<String> found() throws IOException {
    try {
      store.put(Content.of(FIRST), path, true, false);
    } catch (IOException e) {
      store.put(Content.of(FIRST), path, false, false);
      return Optional.of("the condition itself refused (" + summary(e) + ")");
    }
    if (replaced(false)) {
      return Optional.of("one that replaces it");
    }
    return replaced(true)
        ? Optional.of("one that replaces it by an upload in parts")
        : Optional.empty();
  }

  private boolean replaced(boolean inParts) throws IOException {
    try {
      store.put(Content.of(SECOND), path, true, inParts);
      return true;
    } catch (IOException refused) {
      return store.text(path).equals(Optional.of(SECOND));
    }
  }

  private static String summary(IOException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
