package io.residua.backbone.weights.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;

/** Answers each request on loopback as it was told, the last way for all further ones. */
final class FileServer implements AutoCloseable {

  /** One way to answer. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** One request per line: {@code GET /file Range If-Range}. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private final HttpServer server;
  private final Deque<Answer> answers = new ArrayDeque<>();

  FileServer(Answer... inOrder) throws IOException {
    answers.addAll(List.of(inOrder));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file.pth");
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** All bytes, with an ETag, whatever is asked for. */
  static Answer whole(byte[] file, String etag) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      send(exchange, 200, file, 0, file.length);
    };
  }

  /** As whole, but the connection ends behind {@code bytes} bytes. */
  static Answer cut(byte[] file, String etag, int bytes) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      send(exchange, 200, file, 0, bytes);
    };
  }

  /** What RFC 9110 says: the range while the ETag is the same, else all. */
  static Answer ranges(byte[] file, String etag) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      String condition = exchange.getRequestHeaders().getFirst("If-Range");
      exchange.getResponseHeaders().set("ETag", etag);
      if (range == null || !etag.equals(condition)) {
        send(exchange, 200, file, 0, file.length);
        return;
      }
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
      send(exchange, 206, file, from, file.length - from);
    };
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static Answer redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** A few bytes, then silence. */
  static Answer stalled(byte[] file, String etag, int bytes, long millis) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file, 0, bytes);
      exchange.getResponseBody().flush();
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static void send(HttpExchange exchange, int status, byte[] file, int from, int bytes)
      throws IOException {
    exchange.sendResponseHeaders(status, file.length - from);
    exchange.getResponseBody().write(file, from, bytes);
    exchange.getResponseBody().flush();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("If-Range")));
    Answer next;
    synchronized (answers) {
      next = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }
    try (exchange) {
      next.to(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
