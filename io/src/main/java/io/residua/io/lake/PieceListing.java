package io.residua.io.lake;

import io.residua.io.container.PassedColumn;
import io.residua.io.container.TableField;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Lists pieces in the process it is in. */
public final class PieceListing implements ListingWork {

  /** Lookups at a time: a store that is far answers many as fast as one. */
  private static final int LOOKUPS = 16;

  private final Configuration conf;
  private final InputSelection selection;
  private final boolean videos;

  /**
   * @param videos whether folders of frames are meant, not images
   */
  public PieceListing(Configuration conf, InputSelection selection, boolean videos) {
    this.conf = conf;
    this.selection = selection;
    this.videos = videos;
  }

  @Override
  public void list(List<ListingPiece> pieces, Consumer<ListingPart> to) throws IOException {
    for (ListingPiece piece : pieces) {
      to.accept(list(piece));
    }
  }

  /**
   * Lists one piece.
   *
   * @throws IllegalArgumentException when it cannot be what was asked for
   * @throws IOException when it cannot be read
   */
  public ListingPart list(ListingPiece piece) throws IOException {
    List<LakeImage> kept = new ArrayList<>();
    ListingCollector collector =
        new ListingCollector(selection, videos ? new Videos() : null, kept::add, () -> {});
    List<PassedColumn> columns = null;
    if (piece instanceof ListingPiece.Folder folder) {
      Path path = new Path(folder.uri());
      walk(path.getFileSystem(conf), path, new Path(folder.base()), collector);
    } else if (piece instanceof ListingPiece.Archive archive) {
      try (ContainerFile file =
          Containers.open(conf, archive.format(), archive.file(), selection.form())) {
        file.list(collector);
        columns = file.columns();
      }
    } else if (piece instanceof ListingPiece.Names names) {
      lookUp(names.uris(), collector);
    }
    collector.end();
    return collector.part(kept, columns);
  }

  /**
   * Lists rows of a file of a table that a Spark source reads.
   *
   * @param fields of the table in use, its images' first
   * @throws IllegalArgumentException when the file is no Parquet file, or its columns are not the
   *     table's
   * @throws IOException when it cannot be read
   */
  public ListingPart list(TableRows rows, List<TableField> fields) throws IOException {
    List<LakeImage> kept = new ArrayList<>();
    ListingCollector collector = new ListingCollector(selection, null, kept::add, () -> {});
    String uri = Inputs.qualify(conf, List.of(rows.file())).get(0);
    try (ContainerFile file = open(uri)) {
      if (!file.fields().isEmpty()) {
        TableField.requireSame(fields, file.fields(), uri);
      }
      file.list(rows, collector);
      return collector.part(kept, file.columns());
    }
  }

  private ContainerFile open(String uri) throws IOException {
    LakeImage now = LakeFile.of(conf, uri).find().orElseThrow(() -> missing(uri));
    ContainerFile file;
    try {
      file = Containers.open(conf, ContainerFormat.PARQUET, now, selection.form());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + " (a file of a table has the columns the table had when it was written, by their names then)",
          e);
    }
    if (file.fields().isEmpty() && !uri.endsWith(".parquet")) {
      file.close();
      throw new IllegalArgumentException(
          "[%s] file: expected Parquet, as all files of the table have to be, found another format; have the table's files rewritten as Parquet"
              .formatted(uri));
    }
    return file;
  }

  private static IOException missing(String uri) {
    return new IOException(
        "[%s] file: expected it, since the table names it, found none; restore it, or name another version of the table"
            .formatted(uri));
  }

  /** Tells of every file below a folder of a store. */
  static void walk(FileSystem store, Path folder, Path base, FoundFiles collector)
      throws IOException {
    RemoteIterator<LocatedFileStatus> files = store.listFiles(folder, true);
    while (files.hasNext()) {
      LakeFile.tell(files.next(), base, collector);
    }
  }

  private void lookUp(List<String> uris, ListingCollector collector) throws IOException {
    List<Optional<LakeImage>> found =
        uris.stream().allMatch(uri -> uri.startsWith("file:")) ? here(uris) : far(uris);
    for (int i = 0; i < uris.size(); i++) {
      String uri = uris.get(i);
      if (found.get(i).isPresent()) {
        collector.named(found.get(i).get(), new Path(uri).toUri().getPath().substring(1));
      } else {
        collector.missing(uri);
      }
    }
  }

  private List<Optional<LakeImage>> here(List<String> uris) throws IOException {
    List<Optional<LakeImage>> found = new ArrayList<>(uris.size());
    for (String uri : uris) {
      found.add(LakeFile.of(conf, uri).find());
    }
    return found;
  }

  private List<Optional<LakeImage>> far(List<String> uris) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(LOOKUPS);
    try {
      List<Callable<Optional<LakeImage>>> lookups = new ArrayList<>();
      uris.forEach(uri -> lookups.add(() -> LakeFile.of(conf, uri).find()));
      List<Optional<LakeImage>> found = new ArrayList<>(uris.size());
      for (Future<Optional<LakeImage>> lookup : threads.invokeAll(lookups)) {
        found.add(lookup.get());
      }
      return found;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("looking files up was interrupted");
    } finally {
      threads.shutdownNow();
    }
  }
}
