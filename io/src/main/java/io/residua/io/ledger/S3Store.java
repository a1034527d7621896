package io.residua.io.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/**
 * A prefix of an S3 bucket, by Hadoop's S3A. An object appears whole when its upload ends, and
 * {@code If-None-Match: *} on the PUT, or on the request that completes an upload in parts, refuses
 * to replace one. Temps are local files, since nothing in S3 can be moved.
 *
 * <p>Where the store has no such conditions, an object is put plainly after a look whether its name
 * is free, and {@link #place} always answers false: the caller reads what is there and goes on from
 * it, so that of two attempts at the same moment both describe the one that stayed.
 */
final class S3Store implements OutputStore {

  /** Of S3A: whether it may set conditions. */
  static final String CONDITIONAL = "fs.s3a.create.conditional.enabled";

  /** Of S3A's {@code createFile}: to upload in parts what one request could carry. */
  private static final String IN_PARTS = "fs.s3a.create.multipart";

  private static final String CONDITION =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private final Configuration conf;
  private final FileSystem store;
  private final Path root;

  S3Store(Configuration conf, Path root) throws IOException {
    this.conf = conf;
    this.store = root.getFileSystem(conf);
    this.root = store.makeQualified(root);
  }

  private Path resolve(String path) {
    return new Path(root, path);
  }

  @Override
  public String name(String path) {
    return resolve(path).toString();
  }

  @Override
  public boolean isFile() throws IOException {
    try {
      return store.getFileStatus(root).isFile();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public Optional<String> settle() throws IOException {
    try {
      Optional<String> fault = new S3Probe(this, root.toString()).fault();
      fault.ifPresent(found -> conf.setBoolean(CONDITIONAL, false));
      return fault;
    } catch (IOException e) {
      throw WriteFailure.explained(e, root.toString());
    }
  }

  /** A file system of the cache may have been made before the store was asked. */
  boolean conditional() throws IOException {
    return conf.getBoolean(CONDITIONAL, true) && store.hasPathCapability(root, CONDITION);
  }

  @Override
  public String stage(Content content, String path) throws IOException {
    java.nio.file.Path temp = Files.createTempFile("residua-", ".temp");
    try (OutputStream out = Files.newOutputStream(temp)) {
      content.writeTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(temp);
      throw SpoolFolder.explained(e);
    }
    return temp.toString();
  }

  @Override
  public boolean place(String temp, String path) throws IOException {
    java.nio.file.Path spooled = java.nio.file.Path.of(temp);
    try {
      return size(path).isEmpty() && put(Content.of(spooled), path, conditional(), false);
    } catch (IOException e) {
      if (size(path).isPresent()) {
        return false;
      }
      throw WriteFailure.explained(e, root.toString());
    } finally {
      Files.deleteIfExists(spooled);
    }
  }

  @Override
  public void replace(Content content, String path) throws IOException {
    try {
      put(content, path, false, false);
    } catch (IOException e) {
      throw WriteFailure.explained(e, root.toString());
    }
  }

  /**
   * Uploads an object.
   *
   * @param conditional on there being none
   * @param inParts however short it is
   * @return {@code conditional}: otherwise nobody knows whose object stayed
   */
  boolean put(Content content, String path, boolean conditional, boolean inParts)
      throws IOException {
    try (Upload upload = new Upload(create(resolve(path), conditional, inParts))) {
      content.writeTo(upload.stream());
      upload.complete();
    }
    return conditional;
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // S3A's builder names no type
  private FSDataOutputStream create(Path path, boolean conditional, boolean inParts)
      throws IOException {
    FSDataOutputStreamBuilder builder = store.createFile(path).recursive().overwrite(true);
    if (conditional) {
      builder.must(CONDITION, true);
    }
    if (inParts) {
      builder.must(IN_PARTS, true);
    }
    return builder.build();
  }

  /**
   * An upload that is aborted unless it was completed: closing the stream would end it as if whole.
   */
  private record Upload(FSDataOutputStream stream) implements AutoCloseable {

    void complete() throws IOException {
      stream.close();
    }

    @Override
    public void close() {
      stream.abort();
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return store.open(resolve(path));
  }

  @Override
  public InputFile parquet(String path) throws IOException {
    return HadoopInputFile.fromPath(resolve(path), conf);
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    try {
      FileStatus status = store.getFileStatus(resolve(path));
      return status.isFile() ? OptionalLong.of(status.getLen()) : OptionalLong.empty();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public Optional<Instant> modified(String path) throws IOException {
    try {
      FileStatus status = store.getFileStatus(resolve(path));
      return status.isFile()
          ? Optional.of(Instant.ofEpochMilli(status.getModificationTime()))
          : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Long> files(String folder) throws IOException {
    return files(folder, FileStatus::getLen);
  }

  @Override
  public Map<String, Instant> filesModified(String folder) throws IOException {
    return files(folder, file -> Instant.ofEpochMilli(file.getModificationTime()));
  }

  private <T> Map<String, T> files(String folder, Function<FileStatus, T> what) throws IOException {
    Map<String, T> files = new TreeMap<>();
    try {
      for (FileStatus entry : store.listStatus(resolve(folder))) {
        if (entry.isFile()) {
          files.put(entry.getPath().getName(), what.apply(entry));
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return files;
  }

  /** Copies, then deletes: of two callers at once both may see it move. */
  @Override
  public boolean move(String path, String target) throws IOException {
    try (InputStream in = open(path)) {
      putIfAbsent(in::transferTo, target);
    } catch (FileNotFoundException e) {
      return false;
    }
    store.delete(resolve(path), false);
    return true;
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    store.delete(resolve(folder), true);
  }

  /**
   * Uploads that a killed attempt left half done take room in the bucket until they are aborted.
   */
  @Override
  public void deleteTemps() throws IOException {
    deleteFolder(Layout.TEMP);
    try (MultipartUploader uploads = store.createMultipartUploader(root).build()) {
      uploads.abortUploadsUnderPath(root).join();
    }
  }
}
