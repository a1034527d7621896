package io.residua.backbone.weights.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against servers that behave and servers that do not. */
class DownloadsTest {
  private static final byte[] FILE = bytes(1);
  private static final Patience SHORT = new Patience(3, 1, 2_000, 300);

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void aFileComesWholeAndIsPinned() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      Path file = downloads().fetch(entry(server.uri(), FILE));
      assertThat(Files.readAllBytes(file)).isEqualTo(FILE);
      assertThat(cached())
          .containsExactlyInAnyOrder(
              "test-net-file.pth", "test-net-file.pth.lock", "test-net-file.pth.sha256");
      assertThat(Files.readString(file.resolveSibling("test-net-file.pth.sha256")))
          .isEqualTo(sha256(FILE) + "  test-net-file.pth\n");
      assertThat(said())
          .contains("Downloading test:net from " + server.uri())
          .contains("100 %  0.3 of 0.3 MB")
          .contains("SHA-256 " + sha256(FILE));
      downloads().fetch(entry(server.uri(), FILE));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void anInterruptedFileGoesOnWhereItStopped() throws Exception {
    try (FileServer server =
        new FileServer(FileServer.cut(FILE, "\"a\"", 100_000), FileServer.ranges(FILE, "\"a\""))) {
      Path file = downloads().fetch(entry(server.uri(), FILE));
      assertThat(Files.readAllBytes(file)).isEqualTo(FILE);
      assertThat(server.requests)
          .containsExactly("GET /file.pth null null", "GET /file.pth bytes=100000- \"a\"");
      assertThat(said()).contains("Going on behind the 100,000 bytes that are there");
    }
  }

  @Test
  void anotherProcessGoesOnWhereTheFirstWasKilled() throws Exception {
    try (FileServer server = new FileServer(FileServer.ranges(FILE, "\"a\""))) {
      CatalogueEntry entry = entry(server.uri(), FILE);
      Files.write(folder.resolve("test-net-file.pth.part"), java.util.Arrays.copyOf(FILE, 7));
      Files.writeString(folder.resolve("test-net-file.pth.part.etag"), "\"a\"");
      assertThat(Files.readAllBytes(downloads().fetch(entry))).isEqualTo(FILE);
      assertThat(server.requests).containsExactly("GET /file.pth bytes=7- \"a\"");
    }
  }

  @Test
  void aServerThatKnowsNoRangesSendsItAllAgain() throws Exception {
    try (FileServer server =
        new FileServer(FileServer.cut(FILE, "\"a\"", 100_000), FileServer.whole(FILE, "\"a\""))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
    }
  }

  @Test
  void aFileThatChangedInBetweenIsNotMixed() throws Exception {
    byte[] other = bytes(2);
    try (FileServer server =
        new FileServer(FileServer.cut(other, "\"b\"", 100_000), FileServer.ranges(FILE, "\"a\""))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
    }
  }

  @Test
  void aWeakTagIsNoReasonToGoOn() throws Exception {
    try (FileServer server =
        new FileServer(FileServer.cut(FILE, "W/\"a\"", 9), FileServer.ranges(FILE, "W/\"a\""))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
      assertThat(server.requests).last().isEqualTo("GET /file.pth null null");
    }
  }

  @Test
  void aPartThatTheServerDoesNotHaveIsForgotten() throws Exception {
    try (FileServer server =
        new FileServer(
            FileServer.cut(FILE, "\"a\"", 9),
            FileServer.status(416),
            FileServer.ranges(FILE, "\"a\""))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
      assertThat(server.requests).last().isEqualTo("GET /file.pth null null");
    }
  }

  @Test
  void otherBytesAreDeletedAndSaid() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(bytes(3), "\"a\""))) {
      assertFails(entry(server.uri(), FILE))
          .hasMessageStartingWith("[test:net] " + folder.resolve("test-net-file.pth.part"))
          .hasMessageContaining(
              "expected SHA-256 %s…, found %s, and deleted it"
                  .formatted(sha256(FILE).substring(0, 8), sha256(bytes(3))));
      assertThat(cached()).containsExactly("test-net-file.pth.lock");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aFileThatWasChangedInTheCacheIsNotUsed() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      CatalogueEntry entry = entry(server.uri(), FILE);
      Files.write(downloads().fetch(entry), new byte[] {1});
      assertFails(entry).hasMessageContaining("and deleted it");
      assertThat(Files.readAllBytes(downloads().fetch(entry))).isEqualTo(FILE);
    }
  }

  @Test
  void aFileBroughtByHandNeedsNoNetwork() throws Exception {
    CatalogueEntry entry = entry(URI.create("http://127.0.0.1:1/file.pth"), FILE);
    Files.write(folder.resolve("test-net-file.pth"), FILE);
    assertThat(downloads().fetch(entry)).isEqualTo(folder.resolve("test-net-file.pth"));
  }

  @Test
  void aMissingFileIsNotAskedForTwice() throws Exception {
    try (FileServer server = new FileServer(FileServer.status(404))) {
      assertFails(entry(server.uri(), FILE))
          .hasMessage(
              "[test:net] %s: expected the file, found status 404; bring that file from elsewhere and put it at %s, or name it with --weights FILE"
                  .formatted(server.uri(), folder.resolve("test-net-file.pth")));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aServerInTroubleIsAskedAgain() throws Exception {
    try (FileServer server =
        new FileServer(FileServer.status(500), FileServer.whole(FILE, "\"a\""))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
      assertThat(said()).contains("status 500; trying again");
    }
  }

  @Test
  void aServerThatFallsSilentIsLeftAndAskedForTheRest() throws Exception {
    try (FileServer server =
        new FileServer(
            FileServer.stalled(FILE, "\"a\"", 5_000, 3_000), FileServer.ranges(FILE, "\"a\""))) {
      long began = System.nanoTime();
      assertThat(Files.readAllBytes(downloads().fetch(entry(server.uri(), FILE)))).isEqualTo(FILE);
      assertThat(System.nanoTime() - began).isLessThan(2_500_000_000L);
      assertThat(server.requests).last().isEqualTo("GET /file.pth bytes=5000- \"a\"");
    }
  }

  @Test
  void aFileThatNeverEndsStopsAtItsPublishedLength() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      CatalogueEntry entry = entry(server.uri(), FILE, 1_000);
      assertFails(entry).hasMessageContaining("expected 1,000 bytes, found 300,000");
    }
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    try (FileServer to = new FileServer(FileServer.whole(FILE, "\"a\""));
        FileServer from = new FileServer(FileServer.redirect(to.uri().toString()))) {
      assertThat(Files.readAllBytes(downloads().fetch(entry(from.uri(), FILE)))).isEqualTo(FILE);
    }
  }

  @Test
  void theProxyOfTheEnvironmentIsAsked() throws Exception {
    try (FileServer proxy = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      CatalogueEntry entry = entry(URI.create("http://weights.invalid/file.pth"), FILE);
      Map<String, String> environment = Map.of("http_proxy", "http://127.0.0.1:" + proxy.port());
      assertThat(Files.readAllBytes(downloads(environment).fetch(entry))).isEqualTo(FILE);
      assertThat(proxy.requests).containsExactly("GET http://weights.invalid/file.pth null null");
    }
  }

  @Test
  void noProxyIsAskedForTheHostsThatAreExcepted() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      Map<String, String> environment =
          Map.of("http_proxy", "http://127.0.0.1:1", "no_proxy", "localhost,127.0.0.1");
      assertThat(downloads(environment).fetch(entry(server.uri(), FILE))).exists();
    }
  }

  @Test
  void twoAtOnceDownloadOnce() throws Exception {
    try (FileServer server = new FileServer(FileServer.whole(FILE, "\"a\""))) {
      CatalogueEntry entry = entry(server.uri(), FILE);
      List<CompletableFuture<Path>> both =
          Stream.of(downloads(), downloads())
              .map(one -> CompletableFuture.supplyAsync(() -> one.fetch(entry)))
              .toList();
      for (CompletableFuture<Path> one : both) {
        assertThat(Files.readAllBytes(one.join())).isEqualTo(FILE);
      }
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void withoutNetworkTheFileToBringIsNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI nowhere = URI.create("http://127.0.0.1:" + port + "/file.pth");
    assertFails(entry(nowhere, FILE))
        .hasMessageStartingWith("[test:net] " + nowhere + ": expected the file, found java.net.")
        .hasMessageEndingWith(
            ", 3 times; bring that file from elsewhere and put it at %s, or name it with --weights FILE"
                .formatted(folder.resolve("test-net-file.pth")));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "a file where the folder should be");
    Downloads downloads =
        new Downloads(new WeightsCache(file), SHORT, Map.of(), new DownloadReport(out(), false));
    assertThatExceptionOfType(DownloadException.class)
        .isThrownBy(() -> downloads.fetch(entry(URI.create("http://127.0.0.1:1/f.pth"), FILE)))
        .withMessageStartingWith("[test:net] %s: expected a folder to write to".formatted(file))
        .withMessageContaining("set RESIDUA_CACHE to another");
  }

  @Test
  void theCacheIsWhereTheUserWantsIt() {
    assertThat(WeightsCache.of(Map.of("RESIDUA_CACHE", "/r", "XDG_CACHE_HOME", "/x")).folder())
        .isEqualTo(Path.of("/r/weights"));
    assertThat(WeightsCache.of(Map.of("XDG_CACHE_HOME", "/x")).folder())
        .isEqualTo(Path.of("/x/residua/weights"));
    assertThat(WeightsCache.of(Map.of()).folder())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/residua/weights"));
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      CatalogueEntry entry) {
    return org.assertj.core.api.Assertions.assertThatThrownBy(() -> downloads().fetch(entry))
        .isInstanceOf(DownloadException.class);
  }

  private Downloads downloads() {
    return downloads(Map.of());
  }

  private Downloads downloads(Map<String, String> environment) {
    return new Downloads(
        new WeightsCache(folder), SHORT, environment, new DownloadReport(out(), false));
  }

  private PrintStream out() {
    return new PrintStream(said, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  private static CatalogueEntry entry(URI uri, byte[] file) throws Exception {
    return entry(uri, file, 0);
  }

  private static CatalogueEntry entry(URI uri, byte[] file, long bytes) throws Exception {
    Checksum checksum = new Checksum(Checksum.Algorithm.SHA_256, sha256(file).substring(0, 8));
    return new CatalogueEntry(
        "test:net", "resnet18", "imagenet-224", 70, bytes, checksum, "MIT", uri, "this test");
  }

  private static String sha256(byte[] file) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
  }

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
