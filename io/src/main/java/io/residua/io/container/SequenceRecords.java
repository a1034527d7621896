package io.residua.io.container;

import java.io.IOException;
import java.util.Locale;

/** The records behind a SequenceFile's header. */
interface SequenceRecords {

  /**
   * Tells of all of them.
   *
   * @param from where one begins
   */
  void list(long from, Listing to) throws IOException;

  /** The value of one. */
  byte[] read(long offset, int index, long maxBytes) throws IOException;

  void close() throws IOException;

  /** Names images by the numbers of their records, so that equal keys are told apart. */
  final class Listing {

    private static final Container.Members NOBODY =
        new Container.Members() {
          @Override
          public void image(String name, long length, long offset, int index) {}

          @Override
          public void hidden() {}

          @Override
          public void special() {}
        };

    private final Container.Members to;
    private long number;
    private long at;

    Listing(Container.Members to) {
      this.to = to;
    }

    /** For what is wrong with the records. */
    static Listing toNobody() {
      return new Listing(NOBODY);
    }

    /** A record or block is begun, at which damage would be. */
    void begin(long offset) {
      at = offset;
    }

    void image(String key, long length, int index) {
      String name = String.format(Locale.ROOT, "%09d/%s", number++, key);
      to.image(name, length, at, index);
    }

    void damaged() {
      String name = String.format(Locale.ROOT, "%09d/(damaged at byte %d)", number, at);
      to.image(name, 0, at, Container.DAMAGE);
    }
  }
}
