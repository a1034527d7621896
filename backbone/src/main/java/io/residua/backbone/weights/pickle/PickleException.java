package io.residua.backbone.weights.pickle;

/** A pickle that is not read; the message says what was expected and found, and what to do. */
public final class PickleException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final boolean cutShort;

  /** A fault, or something that is not allowed. */
  public PickleException(String problem) {
    this(problem, false);
  }

  private PickleException(String problem, boolean cutShort) {
    super(problem);
    this.cutShort = cutShort;
  }

  /** A pickle that is damaged at a byte of the file. */
  static PickleException damaged(long position, String expected, String found) {
    return new PickleException(
        "pickle, byte %d: expected %s, found %s; the file is damaged, get it again"
            .formatted(position, expected, found));
  }

  /** A pickle that goes on where its file ends. */
  static PickleException cutShort(long end, long wanted) {
    return new PickleException(
        "truncated at byte %d, within the pickle: expected %s more, found the end; download it again"
            .formatted(end, wanted == 1 ? "at least 1 byte" : wanted + " bytes"),
        true);
  }

  /** Whether the file ends too early; otherwise it is wrong. */
  public boolean isCutShort() {
    return cutShort;
  }
}
