package io.residua.jobs.extract;

import io.residua.io.ledger.ShardRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt at a shard.
 *
 * @param shard number
 * @param record the ledger's, when the shard is done
 * @param failure why it is not, otherwise
 * @param unfit whether the executor would fail at every other shard, too
 * @param attempt where and when
 */
record ShardOutcome(
    int shard,
    @Nullable ShardRecord record,
    @Nullable String failure,
    boolean unfit,
    Attempt attempt) {

  /**
   * One run of a task.
   *
   * @param executor Spark's name of it
   * @param host it runs on
   * @param taskId Spark's number of the task
   * @param millis the attempt took
   */
  record Attempt(String executor, String host, long taskId, long millis) {

    private void writeTo(DataOutputStream out) throws IOException {
      out.writeUTF(executor);
      out.writeUTF(host);
      out.writeLong(taskId);
      out.writeLong(millis);
    }

    private static Attempt readFrom(DataInputStream in) throws IOException {
      return new Attempt(in.readUTF(), in.readUTF(), in.readLong(), in.readLong());
    }
  }

  static ShardOutcome done(ShardRecord record, Attempt attempt) {
    return new ShardOutcome(record.shard(), record, null, false, attempt);
  }

  static ShardOutcome failed(int shard, Throwable cause, Attempt attempt) {
    String message = cause.getMessage();
    boolean said = message != null && !message.isBlank() && !(cause instanceof FileSystemException);
    return new ShardOutcome(
        shard, null, said ? message : cause.toString(), cause instanceof UnfitExecutor, attempt);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(shard);
      attempt.writeTo(out);
      out.writeBoolean(record != null);
      out.writeBoolean(unfit);
      byte[] text =
          (record != null ? record.toJson() : String.valueOf(failure))
              .getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ShardOutcome fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int shard = in.readInt();
      Attempt attempt = Attempt.readFrom(in);
      boolean done = in.readBoolean();
      boolean unfit = in.readBoolean();
      String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      return done
          ? done(ShardRecord.fromJson(text, "outcome of shard " + shard), attempt)
          : new ShardOutcome(shard, null, text, unfit, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
