package io.residua.io.lake;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Where the pieces of a listing are worked on. */
public interface ListingWork {

  /**
   * Lists each piece, in any order.
   *
   * @param to takes the parts, one at a time
   * @throws IllegalArgumentException when one cannot be what was asked for
   * @throws IOException when a folder cannot be read: a listing is whole or there is none
   */
  void list(List<ListingPiece> pieces, Consumer<ListingPart> to) throws IOException;

  /**
   * Lists the rows of a table that a Spark source reads.
   *
   * @param input its uri, or its name in a catalog
   * @param to takes the parts, one at a time
   * @throws IllegalArgumentException when there is no such source here
   */
  default void table(String input, Consumer<ListingPart> to) throws IOException {
    throw new IllegalArgumentException(
        "[%s] input: expected one that needs no Spark source, found a table of one"
            .formatted(input));
  }
}
