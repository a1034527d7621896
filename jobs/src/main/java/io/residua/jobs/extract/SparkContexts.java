package io.residua.jobs.extract;

import io.residua.io.lake.InputForm;
import io.residua.jobs.table.SparkSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/** Starts Spark, or says why the master named cannot be reached. */
public final class SparkContexts {

  private static final int CONNECT_MILLIS = 5_000;

  private static final Pattern MASTER =
      Pattern.compile(
          "local(\\[([1-9][0-9]*|\\*)(\\s*,\\s*[0-9]+)?])?|local-cluster\\[.*]|yarn|(spark|k8s)://.+");

  private SparkContexts() {}

  /**
   * A context on {@code master}; without one, on what {@code spark-submit} was told, else on every
   * core of this machine.
   *
   * @param settings Spark properties that override all others
   * @param form of the input, whose source may need some
   */
  static JavaSparkContext open(
      String applicationName,
      @Nullable String master,
      Map<String, String> settings,
      InputForm form) {
    SparkConf conf = conf(master, settings);
    SparkSource.configure(conf, form);
    conf.setIfMissing("spark.app.name", applicationName);
    conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
    conf.set("spark.executor.defaultJavaOptions", executorOptions(conf));
    watch(conf);
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    return new JavaSparkContext(conf);
  }

  /** The same for a job that lists no input. */
  public static JavaSparkContext open(
      String applicationName, @Nullable String master, Map<String, String> settings) {
    return open(applicationName, master, settings, InputForm.NONE);
  }

  /**
   * Where metrics show: with Spark's UI for Prometheus, and in each JVM's own JMX. Their names
   * begin with Residua's instead of the application's id, which differs from run to run.
   */
  private static void watch(SparkConf conf) {
    String sinks = "org.apache.spark.metrics.sink.";
    String prometheus = "spark.metrics.conf.driver.sink.prometheusServlet.";
    conf.setIfMissing("spark.metrics.namespace", "residua");
    conf.setIfMissing(prometheus + "class", sinks + "PrometheusServlet");
    conf.setIfMissing(prometheus + "path", "/metrics/prometheus");
    conf.setIfMissing("spark.metrics.conf.*.sink.jmx.class", sinks + "JmxSink");
  }

  /**
   * The container bounds native memory: JavaCPP would count the whole process against the heap, and
   * the JVM direct buffers, of which stage maps take more than the heap is large.
   */
  static String executorOptions(SparkConf conf) {
    String direct =
        conf.contains("spark.executor.memoryOverhead")
            ? " -XX:MaxDirectMemorySize=" + conf.getSizeAsMb("spark.executor.memoryOverhead") + "m"
            : "";
    String others = conf.get("spark.executor.defaultJavaOptions", "");
    return "-Dorg.bytedeco.javacpp.maxphysicalbytes=0%s %s".formatted(direct, others).trim();
  }

  /** Hadoop's configuration as Spark would make it: its files, then {@code spark.hadoop.*}. */
  public static Configuration hadoopConfiguration(Map<String, String> settings) {
    return SparkHadoopUtil.get().newConfiguration(conf(null, settings));
  }

  /**
   * Knocks at a standalone master, since Spark itself would wait a minute.
   *
   * @throws RefusedException when it does not answer, or is spelled as no master is
   */
  public static void requireAnswer(@Nullable String asked, Map<String, String> settings) {
    String master = conf(asked, settings).get("spark.master");
    if (!MASTER.matcher(master).matches()) {
      throw new RefusedException(
          "[master] expected local[N], spark://host:port, yarn or k8s://host:port, found %s; correct --master"
              .formatted(master));
    }
    if (!master.startsWith("spark://")) {
      return;
    }
    String problem = "no address";
    for (String address : master.substring("spark://".length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(address.substring(colon + 1));
        socket.connect(
            new InetSocketAddress(address.substring(0, Math.max(colon, 0)), port), CONNECT_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        problem = String.valueOf(e.getMessage());
      }
    }
    throw new RefusedException(
        "[master] %s: expected a Spark master that answers, found: %s; start it, or correct --master"
            .formatted(master, problem));
  }

  /** What {@code spark-submit} was told, and what overrides it. */
  static SparkConf conf(@Nullable String master, Map<String, String> settings) {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    if (master != null) {
      conf.setMaster(master);
    }
    return conf.setIfMissing("spark.master", "local[*]");
  }
}
