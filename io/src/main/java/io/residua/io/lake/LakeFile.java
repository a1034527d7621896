package io.residua.io.lake;

import io.residua.io.container.RangeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;

/** A file to read, on the local disk or on a store of Hadoop's. */
sealed interface LakeFile {

  /** Length and modification time as they are now. */
  LakeImage now() throws IOException;

  /** The same; empty when there is no such file, or a folder. */
  Optional<LakeImage> find() throws IOException;

  /** Its bytes, from the first. */
  InputStream open() throws IOException;

  /** Its bytes, from anywhere. Whoever opened them closes them. */
  RangeSource ranges() throws IOException;

  /** The store's mark of a file's content; empty where it has none. */
  static String etag(FileStatus file) {
    String etag = file instanceof EtagSource source ? source.getEtag() : null;
    return etag == null ? "" : etag;
  }

  /** Tells of a file that a walk met. */
  static void tell(FileStatus file, Path base, FoundFiles found) {
    String below = base.toUri().relativize(file.getPath().toUri()).getPath();
    found.file(
        file.getPath(), below, file.getLen(), file.getModificationTime(), LakeFile.etag(file));
  }

  /** The file that a plan calls {@code uri}. */
  static LakeFile of(Configuration conf, String uri) throws IOException {
    Path path = new Path(uri);
    return "file".equals(path.toUri().getScheme())
        ? new Local(uri, LocalWalk.path(path))
        : new Remote(uri, path, path.getFileSystem(conf));
  }

  /** On the local disk, read without Hadoop's checksum files. */
  record Local(String uri, java.nio.file.Path path) implements LakeFile {
    @Override
    public LakeImage now() throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return found(now);
    }

    private LakeImage found(BasicFileAttributes now) {
      return new LakeImage(uri, now.size(), now.lastModifiedTime().toMillis());
    }

    @Override
    public Optional<LakeImage> find() throws IOException {
      try {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return now.isDirectory() ? Optional.empty() : Optional.of(found(now));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public RangeSource ranges() throws IOException {
      return LocalRanges.open(path);
    }
  }

  /** On any other store. */
  record Remote(String uri, Path path, FileSystem store) implements LakeFile {
    @Override
    public LakeImage now() throws IOException {
      FileStatus now = store.getFileStatus(path);
      return found(now);
    }

    private LakeImage found(FileStatus now) {
      return new LakeImage(uri, now.getLen(), now.getModificationTime(), etag(now), null);
    }

    @Override
    public Optional<LakeImage> find() throws IOException {
      return Inputs.status(store, path).filter(FileStatus::isFile).map(this::found);
    }

    @Override
    public InputStream open() throws IOException {
      return open(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_WHOLE_FILE);
    }

    @Override
    public RangeSource ranges() throws IOException {
      long length = store.getFileStatus(path).getLen();
      return new RemoteRanges(
          open(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_ADAPTIVE), length);
    }

    private FSDataInputStream open(String policy) throws IOException {
      return FutureIO.awaitFuture(
          store.openFile(path).opt(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, policy).build());
    }
  }
}
