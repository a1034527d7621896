package io.residua.io.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/** A folder of HDFS, whose {@code rename} without {@code OVERWRITE} is atomic and refuses. */
final class HdfsStore implements OutputStore {

  private final Configuration conf;
  private final FileContext context;
  private final Path root;

  HdfsStore(Configuration conf, Path root) throws IOException {
    this.conf = conf;
    this.context = FileContext.getFileContext(root.toUri(), conf);
    this.root = root;
  }

  private Path resolve(String path) {
    return new Path(root, path);
  }

  @Override
  public String name(String path) {
    return resolve(path).toString();
  }

  /** Each byte is stored as often as the name node replicates it. */
  @Override
  public OptionalLong freeBytes() throws IOException {
    FileSystem store = root.getFileSystem(conf);
    long remaining = store.getStatus(root).getRemaining();
    return OptionalLong.of(remaining / Math.max(1, store.getDefaultReplication(root)));
  }

  @Override
  public boolean isFile() throws IOException {
    try {
      return context.getFileStatus(root).isFile();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public String stage(Content content, String path) throws IOException {
    String temp = OutputStore.temp(path);
    try (FSDataOutputStream out =
        context.create(resolve(temp), EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      content.writeTo(out);
      out.hsync();
    } catch (IOException e) {
      deleteAfter(e, temp);
      throw WriteFailure.explained(e, root.toString());
    }
    return temp;
  }

  private void deleteAfter(IOException failure, String temp) {
    try {
      context.delete(resolve(temp), false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public boolean place(String temp, String path) throws IOException {
    boolean placed = rename(temp, path);
    if (!placed) {
      context.delete(resolve(temp), false);
    }
    return placed;
  }

  @Override
  public void replace(Content content, String path) throws IOException {
    String temp = stage(content, path);
    try {
      context.mkdir(resolve(path).getParent(), FsPermission.getDirDefault(), true);
      context.rename(resolve(temp), resolve(path), Rename.OVERWRITE);
    } catch (IOException e) {
      deleteAfter(e, temp);
      throw WriteFailure.explained(e, root.toString());
    }
  }

  private boolean rename(String from, String to) throws IOException {
    try {
      context.mkdir(resolve(to).getParent(), FsPermission.getDirDefault(), true);
      context.rename(resolve(from), resolve(to), Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (size(to).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return context.open(resolve(path));
  }

  @Override
  public InputFile parquet(String path) throws IOException {
    return HadoopInputFile.fromPath(resolve(path), conf);
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    try {
      return OptionalLong.of(context.getFileStatus(resolve(path)).getLen());
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public Optional<Instant> modified(String path) throws IOException {
    try {
      FileStatus status = context.getFileStatus(resolve(path));
      return Optional.of(Instant.ofEpochMilli(status.getModificationTime()));
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
      RemoteIterator<FileStatus> entries = context.listStatus(resolve(folder));
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (entry.isFile()) {
          files.put(entry.getPath().getName(), what.apply(entry));
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return files;
  }

  @Override
  public boolean move(String path, String target) throws IOException {
    context.mkdir(resolve(target).getParent(), FsPermission.getDirDefault(), true);
    try {
      context.rename(resolve(path), resolve(target), Rename.NONE);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    context.delete(resolve(folder), true);
  }
}
