package io.residua.backbone.onednn;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads oneDNN, or says what this machine lacks. JavaCPP unpacks the libraries into its cache
 * folder first; a class whose library did not load says so the first time only.
 */
final class NativeLibrary {
  private static final String PLATFORM = "linux-x86_64";
  private static final Pattern MISSING =
      Pattern.compile("(lib[\\w+.-]+\\.so[.\\d]*): cannot open shared object file");

  private static @Nullable String fault;
  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, once in a JVM.
   *
   * @throws IllegalStateException when it cannot be loaded; the message says the remedy
   */
  static synchronized void load() {
    if (!loaded && fault == null) {
      fault = tryToLoad();
      loaded = fault == null;
    }
    if (fault != null) {
      throw new IllegalStateException(fault);
    }
  }

  private static @Nullable String tryToLoad() {
    String platform = Loader.getPlatform();
    if (!platform.equals(PLATFORM)) {
      return message(platform, "the onednn engine runs on Linux on x86-64 alone");
    }
    try {
      Loader.load(dnnl.class);
      return null;
    } catch (LinkageError | RuntimeException e) {
      String found = innermost(e);
      return message(found, remedy(found, cacheFolder()));
    }
  }

  private static String message(String found, String remedy) {
    return "[native library] oneDNN: expected it to load on %s, found %s; %s"
        .formatted(PLATFORM, found, remedy);
  }

  private static String innermost(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  private static @Nullable Path cacheFolder() {
    try {
      File folder = Loader.getCacheDir();
      return folder == null ? null : folder.toPath();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * @param found what the loader said
   * @param cache where libraries are unpacked; null where no such folder can be made
   */
  static String remedy(String found, @Nullable Path cache) {
    String elsewhere =
        "name a folder that can be written and executed from by -Dorg.bytedeco.javacpp.cachedir=FOLDER in spark.executor.extraJavaOptions (RESIDUA_JAVA_OPTS of bin/residua)";
    Matcher missing = MISSING.matcher(found);
    if (missing.find()) {
      return "install %s (libgomp1 and libstdc++6 on Debian and Ubuntu, libgomp and libstdc++ on Red Hat)"
          .formatted(missing.group(1));
    }
    if (found.contains("GLIBC")) {
      return "its C or C++ library is too old: take a system with glibc 2.34 and the libstdc++ of GCC 12 or later, such as Ubuntu 22.04 or Debian 12";
    }
    if (cache == null) {
      return elsewhere;
    }
    if (found.contains("failed to map segment") || !executable(cache)) {
      return cache + " is mounted noexec: " + elsewhere;
    }
    return "remove %s, which is made again, or %s".formatted(cache, elsewhere);
  }

  private static boolean executable(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "executable", ".so");
      try {
        return file.toFile().setExecutable(true) && Files.isExecutable(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return false;
    }
  }
}
