package io.residua.io.image;

/** Thrown by the readers of this package when an image is not to be decoded. Data, not a fault. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final QuarantineCode code;

  Refusal(QuarantineCode code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  static Refusal truncated(String what, long expected, long found) {
    return new Refusal(
        QuarantineCode.TRUNCATED,
        "%s: expected %d bytes, found %d".formatted(what, expected, found));
  }

  static Refusal corrupt(String detail) {
    return new Refusal(QuarantineCode.CORRUPT, detail);
  }

  static Refusal unsupported(String detail) {
    return new Refusal(QuarantineCode.UNSUPPORTED_FORMAT, detail);
  }

  static Refusal tooManyBytes(long limit, long found) {
    return new Refusal(
        QuarantineCode.TOO_MANY_BYTES,
        "file: expected at most " + limit + " bytes, found " + found);
  }

  Outcome.Refused outcome() {
    String detail = getMessage();
    return new Outcome.Refused(code, detail == null ? code.name() : detail);
  }

  QuarantineCode code() {
    return code;
  }
}
