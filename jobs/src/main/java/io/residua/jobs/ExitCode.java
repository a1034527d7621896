package io.residua.jobs;

/** What the process says when it ends; the same on a terminal and through {@code spark-submit}. */
public final class ExitCode {
  /** Every image is accounted for. */
  public static final int DONE = 0;

  /** Something failed; what is committed is safe, and the same command goes on. */
  public static final int FAILED = 1;

  /** The command was not understood or is refused; nothing was written. */
  public static final int REFUSED = 2;

  /** Every image is accounted for, but more were quarantined than {@code --max-error-rate}. */
  public static final int TOO_MANY_QUARANTINED = 3;

  private ExitCode() {}
}
