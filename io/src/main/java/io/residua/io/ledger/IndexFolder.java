package io.residua.io.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder {@code index} of an output: an index of its embeddings is there when {@code
 * index.json} is, which is placed last and names all other files. Thread-safe; holds nothing that
 * needs closing.
 */
public final class IndexFolder {

  private final OutputStore store;

  IndexFolder(OutputStore store) {
    this.store = store;
  }

  /** What {@code index.json} says; empty when there is no index. */
  public Optional<String> description() throws IOException {
    return store.text(Layout.INDEX_JSON);
  }

  /** {@code index.json} as people know it, for messages. */
  public String name() {
    return store.name(Layout.INDEX_JSON);
  }

  /** A file as people know it, for messages. */
  public String name(OutputFile file) {
    return store.name(file.path());
  }

  /**
   * Places a file, unless another attempt was faster, whose file it is then.
   *
   * @param name below the folder
   * @return what is there now
   */
  public OutputFile put(String name, Path spooled) throws IOException {
    String path = Layout.INDEX + "/" + name;
    return store.putIfAbsent(OutputStore.Content.of(spooled), path)
        ? Sha256.describe(path, spooled)
        : Sha256.describe(store, path);
  }

  /**
   * Places {@code index.json}.
   *
   * @return false when there is one
   */
  public boolean putDescription(String json) throws IOException {
    return store.putIfAbsent(OutputStore.Content.of(json), Layout.INDEX_JSON);
  }

  /**
   * Removes the index, {@code index.json} first, or what a build left that was stopped.
   *
   * @return names of the files that were there
   */
  public List<String> clear() throws IOException {
    List<String> found = new ArrayList<>(store.files(Layout.INDEX).keySet());
    if (store.size(Layout.INDEX_JSON).isPresent()) {
      store.move(Layout.INDEX_JSON, Layout.TEMP + "/index.json." + UUID.randomUUID());
      store.deleteTemps();
    }
    if (!found.isEmpty()) {
      store.deleteFolder(Layout.INDEX);
    }
    return found;
  }

  /** A file where it is, on a local disk; empty on any other store. */
  public Optional<Path> local(OutputFile file) {
    return store instanceof LocalStore local
        ? Optional.of(local.root().resolve(file.path()))
        : Optional.empty();
  }

  /**
   * Lets only a file pass that has the length {@code index.json} says.
   *
   * @throws IOException naming it
   */
  public void requireSize(OutputFile file) throws IOException {
    long bytes = store.size(file.path()).orElse(-1);
    if (bytes != file.bytes()) {
      throw damaged(file, file.bytes() + " bytes", bytes < 0 ? "no file" : bytes + " bytes");
    }
  }

  /**
   * Reads a file, and lets it pass only as {@code index.json} says it is.
   *
   * @param copy local file it is copied to, which does not exist yet
   * @throws IOException naming it, when its length or SHA-256 is another
   */
  public void fetch(OutputFile file, Path copy) throws IOException {
    requireSize(file);
    OutputFile found;
    try (var in = store.open(file.path());
        var out = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW)) {
      found = Sha256.copy(file.path(), in, out, file.bytes());
    }
    require(file, found);
  }

  /**
   * The same without a copy.
   *
   * @throws IOException naming it, when its length or SHA-256 is another
   */
  public void requireWhole(OutputFile file) throws IOException {
    requireSize(file);
    require(file, Sha256.describe(store, file.path()));
  }

  private void require(OutputFile file, OutputFile found) throws IOException {
    if (!found.equals(file)) {
      throw damaged(file, "SHA-256 " + file.sha256(), found.sha256());
    }
  }

  private IOException damaged(OutputFile file, String expected, String found) {
    return new IOException(
        "[%s] index: expected %s, found %s; build it again by 'residua index --rebuild'"
            .formatted(name(file), expected, found));
  }
}
