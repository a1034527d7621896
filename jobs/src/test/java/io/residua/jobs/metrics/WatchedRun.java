package io.residua.jobs.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** Scrapes a run of this JVM, and reads it by JMX over a connection, until it is closed. */
final class WatchedRun implements AutoCloseable {

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^metrics_residua_driver_(\\w+)\\{type=\"\\w+\"} (\\S+)$");

  private final int port;
  private final JMXConnectorServer jmx;
  private final List<Map<String, Double>> scrapes = new ArrayList<>();
  private volatile Map<String, Long> counters = Map.of();
  private volatile String answer = "";
  private volatile @Nullable Exception silence;
  private volatile boolean over;
  private final Thread thread = new Thread(this::watch, "watch");

  private WatchedRun(int port, JMXConnectorServer jmx) {
    this.port = port;
    this.jmx = jmx;
  }

  static WatchedRun start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    JMXConnectorServer jmx =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi://"),
            null,
            ManagementFactory.getPlatformMBeanServer());
    jmx.start();
    WatchedRun run = new WatchedRun(port, jmx);
    run.thread.start();
    return run;
  }

  /** For {@code --ui-port}. */
  String port() {
    return Integer.toString(port);
  }

  /** Samples of all scrapes, by name without the prefix. */
  List<Map<String, Double>> scrapes() {
    return scrapes;
  }

  /** Those of the last scrape. */
  Map<String, Double> last() {
    if (scrapes.isEmpty()) {
      throw new AssertionError("nothing was scraped; the last answer: " + answer, silence);
    }
    return scrapes.get(scrapes.size() - 1);
  }

  /** The source's counters as they were last seen by JMX, by name. */
  Map<String, Long> counters() {
    return counters;
  }

  @SuppressWarnings("BanJNDI") // the connection is to this very JVM
  private void watch() {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/");
    try (JMXConnector connector = JMXConnectorFactory.connect(jmx.getAddress())) {
      while (!over) {
        scrape(client, uri);
        read(connector.getMBeanServerConnection());
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | JMException | RuntimeException e) {
      silence = e;
    }
  }

  private void scrape(HttpClient client, URI uri) throws InterruptedException {
    try {
      HttpResponse<String> page =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      answer = page.body();
      Map<String, Double> samples = new TreeMap<>();
      for (MatchResult sample : SAMPLE.matcher(answer).results().toList()) {
        samples.put(sample.group(1), Double.valueOf(sample.group(2)));
      }
      if (samples.containsKey("run_images_embedded_Count")) {
        scrapes.add(samples);
      }
    } catch (IOException e) {
      silence = e; // it does not answer yet, or no more
    }
  }

  private void read(MBeanServerConnection server) throws IOException, JMException {
    Map<String, Long> now = new TreeMap<>();
    ObjectName all = new ObjectName("metrics:name=residua.driver.run.*,type=counters");
    for (ObjectName name : server.queryNames(all, null)) {
      now.put(
          name.getKeyProperty("name").substring("residua.driver.run.".length()),
          (Long) server.getAttribute(name, "Count"));
    }
    if (!now.isEmpty()) {
      counters = now;
    }
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    jmx.stop();
  }
}
