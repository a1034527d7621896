package io.residua.backbone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this machine's processor can do, by Linux's names. Asked of the kernel and not of an
 * engine's library, where the first question may fix the answer for the life of the process.
 */
public final class CpuFlags {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private CpuFlags() {}

  /**
   * The flags of the first processor, {@code avx2}, {@code avx512f}, ….
   *
   * @throws UncheckedIOException when this is not Linux
   */
  public static Set<String> read() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).trim().split(" +"))
          .map(flags -> Arrays.stream(flags).collect(Collectors.toUnmodifiableSet()))
          .orElse(Set.of());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "[isa] /proc/cpuinfo: expected the processor's flags, found none; the engines need Linux",
          e);
    }
  }
}
