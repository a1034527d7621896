package io.residua.io.ledger;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/**
 * A folder of a local or shared disk. A hard link is the step that never overwrites: {@code rename}
 * does, and a file created under its final name is seen before it is whole.
 *
 * @param root the output folder
 */
record LocalStore(Path root) implements OutputStore {

  @Override
  public String name(String path) {
    return root.resolve(path).toString();
  }

  @Override
  public OptionalLong freeBytes() throws IOException {
    Path folder = root.toAbsolutePath();
    for (Path up = folder; up != null && !Files.exists(folder); up = up.getParent()) {
      folder = up;
    }
    return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
  }

  @Override
  public boolean isFile() {
    return Files.exists(root) && !Files.isDirectory(root);
  }

  @Override
  public String stage(Content content, String path) throws IOException {
    String temp = OutputStore.temp(path);
    Path file = root.resolve(temp);
    try {
      createFolders(folderOf(file));
      write(content, file);
    } catch (IOException e) {
      deleteAfter(e, file);
      throw WriteFailure.explained(e, mount());
    }
    return temp;
  }

  private static void write(Content content, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE, CREATE_NEW)) {
      OutputStream out = Channels.newOutputStream(channel);
      content.writeTo(out);
      channel.force(true);
    }
  }

  @Override
  public boolean place(String temp, String path) throws IOException {
    Path source = root.resolve(temp);
    Path target = root.resolve(path);
    try {
      createFolders(folderOf(target));
      boolean placed = link(source, target);
      Files.deleteIfExists(source);
      return placed;
    } catch (IOException e) {
      deleteAfter(e, source);
      throw WriteFailure.explained(e, mount());
    }
  }

  private boolean link(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (Files.exists(target)) {
        return false;
      }
      boolean refused = Files.exists(source) && e instanceof NoSuchFileException;
      if (!refused
          && e instanceof IOException failure
          && WriteFailure.explained(failure, mount()) != failure) {
        throw failure;
      }
      throw new IOException(
          "[%s] placing: expected a file system with hard links, found: %s; choose an --output on one (ext4, xfs, NFS), or on HDFS"
              .formatted(target, e.getMessage()),
          e);
    }
    force(folderOf(target));
    return true;
  }

  @Override
  public void replace(Content content, String path) throws IOException {
    Path temp = root.resolve(stage(content, path));
    try {
      createFolders(folderOf(root.resolve(path)));
      Files.move(temp, root.resolve(path), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteAfter(e, temp);
      throw WriteFailure.explained(e, mount());
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public InputFile parquet(String path) {
    return new LocalInputFile(root.resolve(path));
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    try {
      return OptionalLong.of(Files.size(root.resolve(path)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public Optional<Instant> modified(String path) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(root.resolve(path)).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Long> files(String folder) throws IOException {
    return files(folder, BasicFileAttributes::size);
  }

  @Override
  public Map<String, Instant> filesModified(String folder) throws IOException {
    return files(folder, file -> file.lastModifiedTime().toInstant());
  }

  private <T> Map<String, T> files(String folder, Function<BasicFileAttributes, T> what)
      throws IOException {
    Map<String, T> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
      for (Path entry : entries) {
        addFile(entry, files, what);
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  private static <T> void addFile(
      Path entry, Map<String, T> files, Function<BasicFileAttributes, T> what) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(entry, BasicFileAttributes.class);
      if (now.isRegularFile()) {
        files.put(String.valueOf(entry.getFileName()), what.apply(now));
      }
    } catch (NoSuchFileException e) {
      return; // gone since the folder was read; the others are there
    }
  }

  @Override
  public boolean move(String path, String target) throws IOException {
    Path to = root.resolve(target);
    createFolders(folderOf(to));
    try {
      Files.move(root.resolve(path), to);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    Path path = root.resolve(folder);
    for (String name : files(folder).keySet()) {
      Files.deleteIfExists(path.resolve(name));
    }
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      return; // someone is at work in it again
    }
  }

  private static void deleteAfter(IOException failure, Path temp) {
    try {
      Files.deleteIfExists(temp);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent(), "a file of the output has a folder");
  }

  private static void createFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Path parent = folder.getParent();
      if (parent != null) {
        force(parent);
      }
    }
  }

  /** Makes the names in a folder durable. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private String mount() {
    try {
      return "%s on %s".formatted(root, Files.getFileStore(root));
    } catch (IOException e) {
      return root.toString();
    }
  }
}
