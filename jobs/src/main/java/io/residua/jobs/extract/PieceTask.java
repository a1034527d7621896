package io.residua.jobs.extract;

import io.residua.io.lake.InputSelection;
import io.residua.io.lake.ListingPart;
import io.residua.io.lake.ListingPiece;
import io.residua.io.lake.PieceListing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.SerializableConfiguration;

/** A Spark task: lists one piece of the input. What goes wrong with it is its outcome. */
final class PieceTask implements Function<byte[], byte[]> {

  private static final long serialVersionUID = 1L;

  private static final byte LISTED = 0;
  private static final byte REFUSED = 1;
  private static final byte FAILED = 2;

  private final SerializableConfiguration conf;
  private final InputSelection selection;
  private final boolean videos;

  /** Lists something. */
  interface Listing {
    ListingPart list() throws IOException;
  }

  PieceTask(SerializableConfiguration conf, InputSelection selection, boolean videos) {
    this.conf = conf;
    this.selection = selection;
    this.videos = videos;
  }

  @Override
  public byte[] call(byte[] piece) {
    PieceListing listing = new PieceListing(conf.value(), selection, videos);
    return outcome(() -> listing.list(ListingPiece.fromBytes(piece)));
  }

  /** What a listing says, or why it says nothing. */
  static byte[] outcome(Listing listing) {
    try {
      return outcome(LISTED, listing.list().toBytes());
    } catch (IllegalArgumentException e) {
      return outcome(REFUSED, message(e));
    } catch (IOException | RuntimeException e) {
      return outcome(FAILED, message(e));
    }
  }

  /**
   * What a task said.
   *
   * @throws IllegalArgumentException when the piece cannot be what was asked for
   * @throws IOException when it cannot be read
   */
  static ListingPart part(byte[] outcome) throws IOException {
    byte[] said = Arrays.copyOfRange(outcome, 1, outcome.length);
    return switch (outcome[0]) {
      case LISTED -> ListingPart.fromBytes(said);
      case REFUSED -> throw new IllegalArgumentException(new String(said, StandardCharsets.UTF_8));
      default -> throw new IOException(new String(said, StandardCharsets.UTF_8));
    };
  }

  private static byte[] message(Exception e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] outcome(byte kind, byte[] said) {
    return ByteBuffer.allocate(said.length + 1).put(kind).put(said).array();
  }
}
