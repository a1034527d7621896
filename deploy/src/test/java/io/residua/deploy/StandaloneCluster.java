package io.residua.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A standalone master and a worker of one core on each host, in processes of their own. */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered) with master");

  private final Shell master;
  private final List<Shell> workers = new ArrayList<>();

  private StandaloneCluster(Shell master) {
    this.master = master;
  }

  /**
   * Starts one; all workers are registered when it returns.
   *
   * @param folder for what the workers leave
   * @param hosts addresses of this machine, one a worker
   */
  static StandaloneCluster start(Path folder, String... hosts) throws Exception {
    StandaloneCluster cluster =
        new StandaloneCluster(daemon(Map.of(), "master.Master", "--host", "127.0.0.1"));
    try {
      cluster.startWorkers(folder, hosts);
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void startWorkers(Path folder, String... hosts) throws Exception {
    for (String host : hosts) {
      join(folder, host, Map.of());
    }
    for (Shell worker : workers) {
      worker.awaitOutput(REGISTERED);
    }
  }

  /**
   * Starts a further worker.
   *
   * @param environment of it and its executors
   */
  void join(Path folder, String host, Map<String, String> environment) throws Exception {
    workers.add(worker(folder.resolve("worker-" + workers.size()), host, environment));
  }

  private Shell worker(Path folder, String host, Map<String, String> environment) throws Exception {
    return daemon(
        environment,
        "worker.Worker",
        "--host",
        host,
        "--cores",
        "1",
        "--memory",
        "2g",
        "--work-dir",
        folder.toString(),
        url());
  }

  private static Shell daemon(Map<String, String> environment, String main, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--port", "0", "--webui-port", "0"));
    all.addAll(List.of(arguments));
    return Shell.spark(environment, "org.apache.spark.deploy." + main, all);
  }

  /** What {@code --master} takes. */
  String url() throws Exception {
    return master.awaitOutput(MASTER);
  }

  @Override
  public void close() {
    workers.forEach(Shell::close);
    master.close();
  }
}
