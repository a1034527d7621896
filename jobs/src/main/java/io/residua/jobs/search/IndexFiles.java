package io.residua.jobs.search;

import io.residua.io.ledger.IndexFolder;
import io.residua.io.ledger.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index's files on this machine's disk: where they are, or copied once into the user's cache,
 * {@code $RESIDUA_CACHE/index}, else {@code ~/.cache/residua/index}. No file is given out that was
 * not read once and found to be the one index.json says; of one that stays where it is, an empty
 * file in the cache remembers that, by its path, length and modification time.
 */
final class IndexFiles {

  private static final Logger LOG = LoggerFactory.getLogger(IndexFiles.class);

  private final IndexFolder index;
  private final Path cache;

  IndexFiles(IndexFolder index, Path cache) {
    this.index = index;
    this.cache = cache;
  }

  /** The cache of the user this process runs as. */
  static Path cache(Map<String, String> environment) {
    String named = environment.get("RESIDUA_CACHE");
    return named == null || named.isEmpty()
        ? Path.of(System.getProperty("user.home", "."), ".cache", "residua", "index")
        : Path.of(named, "index");
  }

  /**
   * A file as index.json says it is.
   *
   * @throws IOException naming it, when it is missing or another
   */
  Path get(OutputFile file) throws IOException {
    Optional<Path> local = index.local(file);
    return local.isPresent() ? checked(file, local.get()) : fetched(file);
  }

  private Path checked(OutputFile file, Path local) throws IOException {
    index.requireSize(file);
    String facts =
        "%s %d %s".formatted(local.toRealPath(), file.bytes(), Files.getLastModifiedTime(local));
    Path seen =
        cache.resolve(
            "checked-%s-%s"
                .formatted(
                    file.sha256(), UUID.nameUUIDFromBytes(facts.getBytes(StandardCharsets.UTF_8))));
    if (!Files.exists(seen)) {
      index.requireWhole(file);
      remember(seen);
    }
    return local;
  }

  private void remember(Path seen) {
    try {
      Files.createDirectories(cache);
      Files.createFile(seen);
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{} was checked by another process, too", seen);
    } catch (IOException e) {
      LOG.info("{} cannot be written; the file is checked again the next time", seen, e);
    }
  }

  private Path fetched(OutputFile file) throws IOException {
    Path copy = cache.resolve(file.sha256());
    if (Files.exists(copy) && Files.size(copy) == file.bytes()) {
      return copy;
    }
    Files.createDirectories(cache);
    Path part = cache.resolve(file.sha256() + "." + UUID.randomUUID());
    try {
      index.fetch(file, part);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return copy;
  }
}
