package io.residua.io.container;

import java.io.IOException;

/** The store did not give what it said it had: no fault of the container. */
public final class SourceFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final IOException reason;

  SourceFailure(IOException reason) {
    super(reason.getMessage(), reason);
    this.reason = reason;
  }

  /** What the store threw. */
  public IOException reason() {
    return reason;
  }
}
