package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Brings official weights into the cache. A file has its name there only when its checksum is the
 * published one; until then it is a {@code .part}, which the next try goes on with.
 */
public final class Downloads {
  private static final long LOCK_POLL_MILLIS = 100;

  private final WeightsCache cache;
  private final Patience patience;
  private final DownloadReport report;
  private final HttpClient client;

  /**
   * @param cache where files go
   * @param patience how long to wait
   * @param environment of the process, for its proxy
   * @param report hears how it goes
   */
  public Downloads(
      WeightsCache cache,
      Patience patience,
      Map<String, String> environment,
      DownloadReport report) {
    this.cache = cache;
    this.patience = patience;
    this.report = report;
    ProxySelector java = Objects.requireNonNull(ProxySelector.getDefault(), "no proxy selector");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(patience.connectMillis()))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(new Proxies(environment, java))
            .build();
  }

  /** Into the user's cache, with progress on standard error. */
  @SuppressWarnings("SystemConsoleNull") // Java 17, where null says that there is no terminal
  public static Downloads usual() {
    return new Downloads(
        WeightsCache.of(System.getenv()),
        Patience.USUAL,
        System.getenv(),
        new DownloadReport(System.err, System.console() != null));
  }

  /**
   * The entry's file, from the cache or from its publisher.
   *
   * @throws DownloadException when it cannot be had; the message says which file to bring where
   */
  public Path fetch(CatalogueEntry entry) {
    Path file = cache.file(entry);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(cache.folder());
        locked(entry);
      }
      verify(entry, file);
      pin(entry, file);
      return file;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException(entry.name(), "download: interrupted", e);
    } catch (IOException e) {
      throw new DownloadException(
          entry.name(),
          "%s: expected a folder to write to, found %s; set RESIDUA_CACHE to another, or bring %s and name it with --weights FILE"
              .formatted(cache.folder(), e, entry.uri()),
          e);
    }
  }

  /** One process at a time; the second finds the file whole. */
  private void locked(CatalogueEntry entry) throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(
                cache.lock(entry), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(entry, channel)) {
      if (lock.isValid() && !Files.exists(cache.file(entry))) {
        download(entry);
      }
    }
  }

  private FileLock lock(CatalogueEntry entry, FileChannel channel)
      throws IOException, InterruptedException {
    for (boolean first = true; ; first = false) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it, which the JDK tells in this way.
      }
      if (first) {
        report.say("Waiting for another download of " + entry.name());
      }
      Thread.sleep(LOCK_POLL_MILLIS);
    }
  }

  private void download(CatalogueEntry entry) throws IOException, InterruptedException {
    report.say("Downloading %s from %s".formatted(entry.name(), entry.uri()));
    transfer(entry);
    verify(entry, cache.part(entry));
    Files.move(cache.part(entry), cache.file(entry), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(cache.tag(entry));
  }

  private void transfer(CatalogueEntry entry) throws InterruptedException {
    for (int number = 1; ; number++) {
      try {
        new Transfer(entry, cache, patience, report).run(client);
        return;
      } catch (DownloadException e) {
        throw new DownloadException(entry.name(), said(e) + "; " + remedy(entry), e);
      } catch (IOException e) {
        if (number >= patience.attempts()) {
          throw new DownloadException(
              entry.name(),
              "%s: expected the file, found %s, %d times; %s"
                  .formatted(entry.uri(), e, number, remedy(entry)),
              e);
        }
        report.say("Found %s; trying again".formatted(e));
        Thread.sleep(patience.backOffMillis(number));
      }
    }
  }

  /** The message without its place. */
  private static String said(DownloadException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.indexOf("] ") + 2);
  }

  private String remedy(CatalogueEntry entry) {
    return "bring that file from elsewhere and put it at %s, or name it with --weights FILE"
        .formatted(cache.file(entry));
  }

  private void verify(CatalogueEntry entry, Path file) throws IOException {
    String found = entry.checksum().algorithm().of(file);
    if (!entry.checksum().fits(found)) {
      Files.delete(file);
      Files.deleteIfExists(cache.tag(entry));
      throw new DownloadException(
          entry.name(),
          "%s: expected %s, found %s, and deleted it; try again, or bring the file of %s and put it at %s"
              .formatted(file, entry.checksum(), found, entry.uri(), cache.file(entry)));
    }
  }

  /** Holds a file to the whole SHA-256 it had at first, where the publisher says less. */
  private void pin(CatalogueEntry entry, Path file) throws IOException {
    String found = Checksum.Algorithm.SHA_256.of(file);
    Path pin = cache.pin(entry);
    if (!Files.exists(pin)) {
      if (!Files.isWritable(cache.folder())) {
        return;
      }
      report.say("SHA-256 %s of %s".formatted(found, file));
      Files.writeString(pin, found + "  " + file.getFileName() + "\n");
    } else if (!Files.readString(pin).startsWith(found)) {
      throw new DownloadException(
          entry.name(),
          "%s: expected the SHA-256 of %s, found %s; delete both to download it again"
              .formatted(file, pin, found));
    }
  }
}
