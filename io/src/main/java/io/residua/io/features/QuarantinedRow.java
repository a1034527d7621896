package io.residua.io.features;

import io.residua.io.image.QuarantineCode;
import java.util.Objects;

/**
 * An image that has no embedding.
 *
 * @param uri as planned
 * @param code why
 * @param detail one line for a person, the same for the same image wherever it was read
 * @param bytes length of what was read; as planned where nothing was, which is an estimate for a
 *     row of a table
 */
public record QuarantinedRow(String uri, QuarantineCode code, String detail, long bytes) {

  public QuarantinedRow {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
  }
}
