package io.residua.io.lake;

import io.residua.io.container.PassedColumn;
import java.io.IOException;
import java.util.List;

/**
 * What a listing found. Whoever asked for it closes it.
 *
 * @param selection what was asked
 * @param images in the order of the UTF-8 bytes of their uris, each uri once
 * @param skippedHidden files left out because their name, or that of a folder between them and the
 *     input, begins with {@code .} or {@code _}
 * @param skippedByGlob files left out by the selection's globs
 * @param skippedSpecial pipes, sockets, devices, and links that lead back to a folder above them
 * @param duplicates how many times a uri was met again
 * @param duplicateExamples up to ten of those uris
 * @param columns passed through to the embeddings, with the types they have in every container
 */
public record Listing(
    InputSelection selection,
    SortedImages images,
    long skippedHidden,
    long skippedByGlob,
    long skippedSpecial,
    long duplicates,
    List<String> duplicateExamples,
    List<PassedColumn> columns)
    implements AutoCloseable {

  public Listing {
    duplicateExamples = List.copyOf(duplicateExamples);
    columns = List.copyOf(columns);
  }

  /** What passes no columns through. */
  public Listing(
      InputSelection selection,
      SortedImages images,
      long skippedHidden,
      long skippedByGlob,
      long skippedSpecial,
      long duplicates,
      List<String> duplicateExamples) {
    this(
        selection,
        images,
        skippedHidden,
        skippedByGlob,
        skippedSpecial,
        duplicates,
        duplicateExamples,
        List.of());
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}
