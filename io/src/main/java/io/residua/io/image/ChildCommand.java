package io.residua.io.image;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.opencv.global.opencv_core;

/**
 * How a decoding process is started: its class path is where the classes and native libraries it
 * needs were loaded from in this JVM (a Maven folder, a jar in an executor's work folder), not
 * {@code java.class.path}; its environment holds nothing of the parent's but where to find shared
 * libraries.
 */
final class ChildCommand {
  /**
   * Caps the address space, keeps natives' standard output off the pipe (descriptor 3) and leaves
   * no core files.
   */
  private static final String SCRIPT =
      """
      ulimit -c 0
      ulimit -v "$1" || echo "[decoder] address space: no limit of $1 KiB on this platform" >&2
      shift
      exec "$@" 3>&1 1>&2
      """;

  /**
   * Four times as many calls as usual before a method is compiled for the second time: a process
   * has few that are worth it, and those are called a million times.
   */
  private static final List<String> COMPILING =
      List.of(
          "-XX:CICompilerCount=2",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2400",
          "-XX:Tier4CompileThreshold=60000");

  private ChildCommand() {}

  /**
   * @param mainClass what the child runs, with the arguments of {@link DecoderChild#main}
   * @throws IllegalStateException when a class or native library has no place a child could load it
   *     from
   */
  static ProcessBuilder of(Class<?> mainClass, DecodeLimits limits) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    command.add(String.valueOf(limits.childAddressSpaceBytes() >> 10));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + limits.childHeapBytes());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-UsePerfData",
            "-XX:ErrorFile=/dev/null",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.bytedeco.javacpp.maxbytes=0"));
    command.addAll(COMPILING);
    passOn(command, "java.io.tmpdir");
    passOn(command, "org.bytedeco.javacpp.cachedir");
    command.addAll(List.of("-cp", classPath(mainClass), mainClass.getName()));
    command.addAll(arguments(limits));
    ProcessBuilder builder = new ProcessBuilder(command);
    setEnvironment(builder.environment(), limits);
    return builder;
  }

  private static void passOn(List<String> command, String property) {
    String value = System.getProperty(property);
    if (value != null) {
      command.add("-D" + property + "=" + value);
    }
  }

  private static List<String> arguments(DecodeLimits limits) {
    return List.of(
        String.valueOf(limits.maxBytes()),
        String.valueOf(limits.maxPixels()),
        String.valueOf(limits.maxSide()),
        String.valueOf(limits.maxScans()),
        String.valueOf(limits.timeLimit().toMillis()));
  }

  private static void setEnvironment(Map<String, String> environment, DecodeLimits limits) {
    String libraries = environment.get("LD_LIBRARY_PATH");
    environment.clear();
    if (libraries != null) {
      environment.put("LD_LIBRARY_PATH", libraries);
    }
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("OPENCV_LOG_LEVEL", "ERROR");
    environment.put("OPENCV_IO_MAX_IMAGE_PIXELS", String.valueOf(limits.maxPixels()));
    environment.put("OPENCV_IO_MAX_IMAGE_WIDTH", String.valueOf(limits.maxSide()));
    environment.put("OPENCV_IO_MAX_IMAGE_HEIGHT", String.valueOf(limits.maxSide()));
  }

  private static String classPath(Class<?> mainClass) {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> needed :
        List.of(
            mainClass,
            DecoderChild.class,
            io.residua.backbone.Preprocessing.class,
            Loader.class,
            opencv_core.class,
            openblas_nolapack.class)) {
      places.add(placeOf(needed));
    }
    String platform = Loader.getPlatform();
    places.add(placeOfNative("/org/bytedeco/opencv/" + platform + "/libjniopencv_core.so"));
    places.add(placeOfNative("/org/bytedeco/openblas/" + platform + "/libjniopenblas_nolapack.so"));
    return String.join(File.pathSeparator, places);
  }

  private static String placeOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IllegalStateException(
          "[decoder] class %s: expected a jar or folder it was loaded from, found none; use"
                  .formatted(type.getName())
              + " --decoder-isolation none, for trusted images only");
    }
    return pathOf(source.getLocation().toString());
  }

  private static String placeOfNative(String resource) {
    URL url = opencv_core.class.getResource(resource);
    if (url == null) {
      throw new IllegalStateException(
          "[decoder] native library %s: expected on the class path, found none"
              .formatted(resource));
    }
    String place = url.toString();
    int entry = place.indexOf("!/");
    return pathOf(
        entry >= 0
            ? place.substring("jar:".length(), entry)
            : place.substring(0, place.length() - resource.length() + 1));
  }

  private static String pathOf(String url) {
    try {
      return Path.of(new URI(url.replace(" ", "%20"))).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "[decoder] class path: expected a file, found %s".formatted(url), e);
    }
  }
}
