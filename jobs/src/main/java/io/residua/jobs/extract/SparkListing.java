package io.residua.jobs.extract;

import io.residua.io.lake.InputSelection;
import io.residua.io.lake.ListingPart;
import io.residua.io.lake.ListingPiece;
import io.residua.io.lake.ListingWork;
import io.residua.jobs.table.SourceTable;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Lists pieces on executors. */
final class SparkListing implements ListingWork {

  private final LazySpark spark;
  private final Configuration conf;
  private final InputSelection selection;
  private final boolean videos;

  SparkListing(LazySpark spark, Configuration conf, InputSelection selection, boolean videos) {
    this.spark = spark;
    this.conf = conf;
    this.selection = selection;
    this.videos = videos;
  }

  @Override
  public void list(List<ListingPiece> pieces, Consumer<ListingPart> to) throws IOException {
    JavaSparkContext context = spark.get();
    PieceTask task = new PieceTask(new SerializableConfiguration(conf), selection, videos);
    List<byte[]> bytes = pieces.stream().map(ListingPiece::toBytes).toList();
    TaskResults.name(context, "list", "list %d pieces of the input".formatted(pieces.size()));
    Parts parts = new Parts(to);
    TaskResults.each(context.parallelize(bytes, bytes.size()).map(task), parts);
    parts.rethrow();
  }

  @Override
  public void table(String input, Consumer<ListingPart> to) throws IOException {
    JavaSparkContext context = spark.get();
    TaskResults.name(context, "list", "list the rows of " + input);
    SourceTable table = SourceTable.open(context, input, selection.form());
    RowsTask task = new RowsTask(new SerializableConfiguration(conf), selection, table);
    Parts parts = new Parts(to);
    try {
      TaskResults.each(
          table.rows().mapPartitions(task), outcomes -> RowsTask.each(outcomes, parts));
    } catch (Exception e) {
      throw SourceTable.unreadable(input, e);
    }
    parts.rethrow();
  }

  /** A fault must not end the job that hands over the others. */
  private static final class Parts implements Consumer<byte[]> {

    private final Consumer<ListingPart> to;
    private @Nullable Exception fault;

    Parts(Consumer<ListingPart> to) {
      this.to = to;
    }

    @Override
    public synchronized void accept(byte[] outcome) {
      try {
        if (fault == null) {
          to.accept(PieceTask.part(outcome));
        }
      } catch (IOException | RuntimeException e) {
        fault = e;
      }
    }

    synchronized void rethrow() throws IOException {
      if (fault instanceof IOException failed) {
        throw failed;
      }
      if (fault instanceof RuntimeException refused) {
        throw refused;
      }
    }
  }
}
