package io.residua.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import io.residua.backbone.CpuFlags;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What times were taken on.
 *
 * @param processor name of the model
 * @param cores this process may use
 * @param flags of the processor, of those that decide how fast a network is
 * @param memoryBytes of the machine, or of the container
 * @param jdk version and vendor
 * @param system name, version and architecture
 * @param versions of the product and of the libraries that do the work; {@code absent} without one
 * @param load average of the minute before, in cores; below 0 where the system does not say
 */
record Machine(
    String processor,
    int cores,
    List<String> flags,
    long memoryBytes,
    String jdk,
    String system,
    Map<String, String> versions,
    double load) {

  private static final List<String> TELLING_FLAGS =
      List.of(
          "avx2",
          "avx512f",
          "avx_vnni",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_int8",
          "amx_bf16");

  /** Names, and where Maven says in their jars which version they are. */
  private static final SortedMap<String, String> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "oneDNN", "org.bytedeco/dnnl",
              "OpenCV", "org.bytedeco/opencv",
              "Deeplearning4j", "org.deeplearning4j/deeplearning4j-nn",
              "Spark", "org.apache.spark/spark-core_2.13"));

  /** Share of the cores that others may use before times are not to be believed. */
  private static final double IDLE = 0.2;

  Machine {
    flags = List.copyOf(flags);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /**
   * This machine, now.
   *
   * @param version of the product
   */
  static Machine here(String version) throws IOException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Set<String> flags = CpuFlags.read();
    return new Machine(
        model(),
        Runtime.getRuntime().availableProcessors(),
        TELLING_FLAGS.stream().filter(flags::contains).toList(),
        system.getTotalMemorySize(),
        System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor"),
        "%s %s %s".formatted(system.getName(), system.getVersion(), system.getArch()),
        versions(version),
        system.getSystemLoadAverage());
  }

  /** Why times of this machine are not to be believed, if so. */
  Optional<String> warning() {
    return load <= IDLE * cores
        ? Optional.empty()
        : Optional.of(
            "[machine] load: expected an idle machine, found an average of %s on %d cores in the minute before; times are too long, and ratios are not sure"
                .formatted(decimals(load), cores));
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "machine: %s, %d cores, %.1f GiB%n",
        processor,
        cores,
        memoryBytes / (double) (1 << 30));
    out.println("  " + String.join(" ", flags));
    out.printf("  JDK %s, %s%n", jdk, system);
    out.println(
        "  "
            + String.join(
                ", ",
                versions.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()));
    out.println("  load " + decimals(load));
    warning().ifPresent(out::println);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String model() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown processor");
    }
  }

  private static Map<String, String> versions(String version) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("residua", version);
    for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
      versions.put(library.getKey(), versionOf(library.getValue()));
    }
    return versions;
  }

  /** Not asked of the library itself, which would load it. */
  private static String versionOf(String artifact) throws IOException {
    String name = "/META-INF/maven/%s/pom.properties".formatted(artifact);
    try (InputStream pom = Machine.class.getResourceAsStream(name)) {
      Properties properties = new Properties();
      if (pom != null) {
        properties.load(pom);
      }
      return properties.getProperty("version", "absent");
    }
  }
}
