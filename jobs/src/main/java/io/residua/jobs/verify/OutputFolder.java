package io.residua.jobs.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** An output folder as files, on any store Hadoop's client reads. */
final class OutputFolder {

  private static final long MAX_JSON_BYTES = 64L << 20;

  private final Configuration conf;
  private final FileSystem store;
  private final Path root;

  OutputFolder(Configuration conf, String root) throws IOException {
    this.conf = conf;
    Path path = new Path(root);
    FileSystem found = path.getFileSystem(conf);
    this.store = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    this.root = store.makeQualified(path);
  }

  Path path(String below) {
    return new Path(root, below);
  }

  boolean exists(String below) throws IOException {
    return store.exists(path(below));
  }

  long length(String below) throws IOException {
    return store.getFileStatus(path(below)).getLen();
  }

  /** Names of the files in a folder; none when it does not exist. */
  Set<String> names(String folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      for (FileStatus file : store.listStatus(path(folder))) {
        if (file.isFile()) {
          names.add(file.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    return names;
  }

  JsonNode json(String below) throws IOException {
    if (length(below) > MAX_JSON_BYTES) {
      throw new IOException("longer than " + MAX_JSON_BYTES + " bytes");
    }
    try (InputStream in = open(below)) {
      return new ObjectMapper().readTree(in);
    }
  }

  String sha256(String below) throws IOException {
    try (InputStream in = open(below)) {
      return Digests.sha256(in);
    }
  }

  InputStream open(String below) throws IOException {
    return store.open(path(below));
  }

  ParquetColumns parquet(String below) throws IOException {
    return ParquetColumns.open(conf, path(below));
  }

  /** A file as Arrow reads it; whoever opened it closes it. */
  SeekableByteChannel channel(String below) throws IOException {
    return new StoredChannel(store.open(path(below)), length(below));
  }
}
