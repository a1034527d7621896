package io.residua.io.lake;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Rows of one Parquet file that a table still holds, to be listed once, in order. So many at most
 * that what is found of them fits into memory. Not thread-safe.
 */
public final class TableRows implements LongPredicate {

  private static final int MOST = 50_000;

  private final String file;
  private final boolean all;
  private long[] numbers = new long[64];
  private int count;
  private int met;

  private TableRows(String file, boolean all) {
    this.file = file;
    this.all = all;
  }

  /**
   * Every row of a file.
   *
   * @param file as Hadoop prints its path
   */
  public static TableRows all(String file) {
    return new TableRows(file, true);
  }

  /**
   * No row yet.
   *
   * @param file as Hadoop prints its path
   */
  public static TableRows none(String file) {
    return new TableRows(file, false);
  }

  /**
   * Adds a row.
   *
   * @param number in the file, from 0
   * @return false when it belongs to others, since it comes before the last one or there are too
   *     many
   */
  public boolean add(long number) {
    if (count == MOST || (count > 0 && number <= numbers[count - 1])) {
      return false;
    }
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
    return true;
  }

  /** The file, as Hadoop prints its path. */
  public String file() {
    return file;
  }

  /** Whether it is one of them; asked in ascending order. */
  @Override
  public boolean test(long number) {
    if (all) {
      return true;
    }
    boolean wanted = met < count && numbers[met] == number;
    met += wanted ? 1 : 0;
    return wanted;
  }

  /**
   * Lets nothing pass that was not there.
   *
   * @throws IOException naming the first row the file lacks
   */
  void requireAllMet() throws IOException {
    if (met < count) {
      throw new IOException(
          "[%s] rows: expected row %d, which the table says is there, found fewer; restore the file, or name another version of the table"
              .formatted(file, numbers[met]));
    }
  }
}
