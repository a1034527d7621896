package io.residua.io.container;

import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why an image cannot be had from its container: no fault of the store, so trying again is idle.
 */
public final class ContainerDamage extends IOException {

  private static final long serialVersionUID = 1L;

  private final QuarantineCode code;

  /**
   * @param detail one line for a person, the same wherever the file is read
   */
  public ContainerDamage(QuarantineCode code, String detail) {
    super(detail);
    this.code = code;
  }

  @SuppressWarnings("AnnotateFormatMethod")
  static ContainerDamage corrupt(String detail, @Nullable Object... values) {
    return new ContainerDamage(QuarantineCode.CORRUPT, detail.formatted(values));
  }

  @SuppressWarnings("AnnotateFormatMethod")
  static ContainerDamage truncated(String detail, @Nullable Object... values) {
    return new ContainerDamage(QuarantineCode.TRUNCATED, detail.formatted(values));
  }

  static ContainerDamage tooLong(String what, long bytes, long most) {
    return new ContainerDamage(
        QuarantineCode.TOO_MANY_BYTES, "%s%d bytes; the limit is %d".formatted(what, bytes, most));
  }

  /** What the image is quarantined as. */
  public QuarantineCode code() {
    return code;
  }

  /** The detail. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
