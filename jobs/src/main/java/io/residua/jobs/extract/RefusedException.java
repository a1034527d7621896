package io.residua.jobs.extract;

/**
 * A command that cannot be carried out as it stands: exit code 2. Thrown before anything is
 * written; the message says where, what was expected and found, and what to do.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }

  /** A refusal in the words of what found fault with the request. */
  public RefusedException(RuntimeException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
