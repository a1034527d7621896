package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request for the bytes of an entry that are not there yet: {@code Range}, and {@code If-Range}
 * with the strong ETag of those that are (RFC 9110, 13.1.5 and 14.2). What a server answers to it
 * decides whether its bytes go behind them or in their place.
 */
final class Transfer {
  /** No file of the family is as large; ResNet-152 has 242 MB. */
  static final long MAX_BYTES = 1L << 30;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,15})-\\d{1,15}/(\\d{1,15}|\\*)");
  private static final int CHUNK_BYTES = 1 << 16;

  private final CatalogueEntry entry;
  private final Path part;
  private final Path tag;
  private final Patience patience;
  private final DownloadReport report;

  Transfer(CatalogueEntry entry, WeightsCache cache, Patience patience, DownloadReport report) {
    this.entry = entry;
    this.part = cache.part(entry);
    this.tag = cache.tag(entry);
    this.patience = patience;
    this.report = report;
  }

  /**
   * Brings the rest of the part.
   *
   * @throws IOException when it may go better another time
   * @throws DownloadException when it will not
   */
  void run(HttpClient client) throws IOException, InterruptedException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    String known = there > 0 && Files.exists(tag) ? Files.readString(tag) : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(entry.uri())
            .timeout(Duration.ofMillis(patience.stallMillis()))
            .header("User-Agent", "residua")
            .header("Accept-Encoding", "identity");
    if (!known.isEmpty()) {
      request.header("Range", "bytes=" + there + "-").header("If-Range", known);
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      receive(response, body, there);
    }
  }

  private void receive(HttpResponse<InputStream> response, InputStream body, long there)
      throws IOException {
    switch (response.statusCode()) {
      case 200 -> {
        remember(response);
        long total = length(response);
        write(body, 0, total);
      }
      case 206 -> {
        Matcher range =
            CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != there) {
          forget();
          throw new IOException("a part of the file that was not asked for");
        }
        report.say("Going on behind the %,d bytes that are there".formatted(there));
        String total = range.group(2);
        write(body, there, total.equals("*") ? entry.bytes() : checked(Long.parseLong(total)));
      }
      case 416 -> {
        forget();
        throw new IOException("no such part of the file any more");
      }
      case 408, 425, 429, 500, 502, 503, 504 ->
          throw new IOException("status " + response.statusCode());
      default ->
          throw new DownloadException(
              entry.name(),
              "%s: expected the file, found status %d"
                  .formatted(entry.uri(), response.statusCode()));
    }
  }

  /** Only a strong ETag says that bytes are the same. */
  private void remember(HttpResponse<InputStream> response) throws IOException {
    forget();
    Optional<String> etag = response.headers().firstValue("ETag");
    if (etag.isPresent() && etag.get().startsWith("\"")) {
      Files.writeString(tag, etag.get());
    }
  }

  private void forget() throws IOException {
    Files.deleteIfExists(tag);
    Files.deleteIfExists(part);
  }

  private long length(HttpResponse<InputStream> response) {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
    return length == 0 ? entry.bytes() : checked(length);
  }

  private long checked(long total) {
    if (total > MAX_BYTES || (entry.bytes() > 0 && total != entry.bytes())) {
      throw new DownloadException(
          entry.name(),
          "%s: expected %s bytes, found %,d"
              .formatted(
                  entry.uri(),
                  entry.bytes() > 0
                      ? "%,d".formatted(entry.bytes())
                      : "at most %,d".formatted(MAX_BYTES),
                  total));
    }
    return total;
  }

  private void write(InputStream body, long there, long total) throws IOException {
    long limit = total > 0 ? total : MAX_BYTES;
    long at = there;
    byte[] chunk = new byte[CHUNK_BYTES];
    report.begin(there);
    try (Watch watch = new Watch(body, patience.stallMillis());
        FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(there);
      out.position(there);
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        watch.fed();
        at += read;
        if (at > limit) {
          throw new DownloadException(
              entry.name(),
              "%s: expected %,d bytes at most, found more".formatted(entry.uri(), limit));
        }
        writeFully(out, ByteBuffer.wrap(chunk, 0, read));
        report.at(at, total);
      }
      watch.check();
      out.force(true);
    }
    if (total > 0 && at < total) {
      throw new IOException("%,d of %,d bytes".formatted(at, total));
    }
    report.end(at, total);
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
