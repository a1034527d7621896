package io.residua.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An output folder, looked at as files. */
final class Output {

  private Output() {}

  /** Names in a folder; none when it does not exist. */
  static Set<String> names(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  /** Names of the files that two folders do not have alike, byte for byte. */
  static Set<String> differing(Path one, Path other) throws IOException, NoSuchAlgorithmException {
    Map<String, String> hashes = sha256(one);
    Map<String, String> others = sha256(other);
    Set<String> differing = new TreeSet<>(hashes.keySet());
    differing.addAll(others.keySet());
    differing.removeIf(name -> Objects.equals(hashes.get(name), others.get(name)));
    return differing;
  }

  private static Map<String, String> sha256(Path folder)
      throws IOException, NoSuchAlgorithmException {
    Map<String, String> hashes = new TreeMap<>();
    for (String name : names(folder)) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(name)));
      hashes.put(name, HexFormat.of().formatHex(hash));
    }
    return hashes;
  }

  /** Time and inode of the embeddings of every shard that has a record. */
  static Map<String, String> recordedFiles(Path output) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String record : names(output.resolve("_residua/ledger"))) {
      Path file = output.resolve("embeddings").resolve(record.replace(".json", ".parquet"));
      files.put(
          record, Files.getLastModifiedTime(file) + " " + Files.getAttribute(file, "unix:ino"));
    }
    return files;
  }
}
