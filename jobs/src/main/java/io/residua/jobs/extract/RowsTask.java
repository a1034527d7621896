package io.residua.jobs.extract;

import io.residua.io.container.TableField;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.PieceListing;
import io.residua.io.lake.TableRows;
import io.residua.jobs.table.SourceTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A Spark task: lists the rows of a table that a partition has, file by file. Its outcomes are
 * those of {@link PieceTask}, each behind its length.
 */
final class RowsTask implements FlatMapFunction<Iterator<Row>, byte[]> {

  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration conf;
  private final InputSelection selection;
  private final boolean uris;
  private final List<TableField> fields;

  RowsTask(SerializableConfiguration conf, InputSelection selection, SourceTable table) {
    this.conf = conf;
    this.selection = selection;
    this.uris = table.uris();
    this.fields = table.fields();
  }

  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Files files = new Files(new DataOutputStream(bytes));
    while (rows.hasNext()) {
      Row row = rows.next();
      files.add(row.getString(0), row.isNullAt(1) ? null : row.getLong(1));
    }
    files.end();
    return List.of(bytes.toByteArray()).iterator();
  }

  /** Hands over the outcomes of a task. */
  static void each(byte[] outcomes, Consumer<byte[]> to) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(outcomes))) {
      while (in.available() > 0) {
        byte[] outcome = new byte[in.readInt()];
        in.readFully(outcome);
        to.accept(outcome);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of one file after the other. */
  private final class Files {

    private final DataOutputStream outcomes;
    private final PieceListing listing = new PieceListing(conf.value(), selection, false);
    private String name = "";
    private @Nullable TableRows rows;

    Files(DataOutputStream outcomes) {
      this.outcomes = outcomes;
    }

    void add(String file, @Nullable Long number) throws IOException {
      TableRows open = rows;
      if (number == null) {
        end();
        list(TableRows.all(path(file)));
      } else if (open == null || !file.equals(name) || !open.add(number)) {
        end();
        open = TableRows.none(path(file));
        open.add(number);
        name = file;
        rows = open;
      }
    }

    void end() throws IOException {
      if (rows != null) {
        list(rows);
        rows = null;
      }
    }

    private void list(TableRows rows) throws IOException {
      byte[] outcome = PieceTask.outcome(() -> listing.list(rows, fields));
      outcomes.writeInt(outcome.length);
      outcomes.write(outcome);
    }
  }

  private String path(String file) {
    return uris ? new Path(URI.create(file)).toString() : file;
  }
}
