package io.residua.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/** A server before {@link LocalS3} that spoils requests, to make other stores of it. */
public final class S3Between implements AutoCloseable {

  /** What a request becomes that the store is too busy for. */
  public static final String BUSY = "";

  private static final byte[] SLOW_DOWN =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);

  private final ServerSocket server;
  private final UnaryOperator<String> requests;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * Starts it.
   *
   * @param requests what becomes of a request, or of a piece of one
   */
  public S3Between(UnaryOperator<String> requests) throws IOException {
    this.requests = requests;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::serve);
  }

  /** A client's configuration, whose file system is not the one of {@link LocalS3}. */
  public Configuration configuration() {
    Configuration conf = LocalS3.configuration(server.getLocalPort());
    conf.setBoolean("fs.s3a.impl.disable.cache", true);
    return conf;
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket store = new Socket(InetAddress.getLoopbackAddress(), LocalS3.port());
        threads.execute(() -> pass(client, store, requests));
        threads.execute(() -> pass(store, client, UnaryOperator.identity()));
      } catch (SocketException closed) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void pass(Socket from, Socket to, UnaryOperator<String> change) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String piece = change.apply(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        if (piece.equals(BUSY)) {
          from.getOutputStream().write(SLOW_DOWN);
          return;
        }
        out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
