package io.residua.io.lake;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;

/** Lists folders, files and globs once, before any work. */
public final class FolderListing {

  private FolderListing() {}

  /**
   * Inputs as full uris with scheme and authority, so that they mean the same in any working
   * directory. Looks at no store.
   *
   * @throws IllegalArgumentException when one is no uri Hadoop understands
   */
  public static List<String> qualify(Configuration conf, List<String> inputs) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Lists a selection, folders recursively, following links.
   *
   * @param listed is told now and then how many files were seen, and once at the end
   * @throws IllegalArgumentException when an input does not exist, or nothing is left to do; the
   *     message has the remedy
   * @throws IOException when a folder cannot be read: a listing is whole or there is none
   */
  public static Listing list(Configuration conf, InputSelection selection, LongConsumer listed)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
