package io.residua.io.image;

/** Why an image has no embedding. Every image listed is embedded or has exactly one of these. */
public enum QuarantineCode {
  /** No bytes. */
  EMPTY,
  /** The first bytes are no image format's. */
  NOT_AN_IMAGE,
  /** An image, but of a format or a flavour of it that is not decoded here. */
  UNSUPPORTED_FORMAT,
  /** The file ends before its pixels do. */
  TRUNCATED,
  /** The file contradicts its own format. */
  CORRUPT,
  /** Longer than the limit on the bytes of a file. */
  TOO_MANY_BYTES,
  /** Its header declares more pixels, or a longer side, than the limits allow. */
  TOO_MANY_PIXELS,
  /** A progressive JPEG of more scans than the limit. */
  TOO_MANY_SCANS,
  /** Decoding took longer than the time limit, twice. */
  DECODER_TIMEOUT,
  /** The decoding process died of this image, twice. */
  DECODER_CRASH,
  /** The decoding process ran out of its memory. */
  DECODER_OUT_OF_MEMORY,
  /** The store did not give the bytes, after retries. */
  READ_FAILED,
  /** Length or modification time are no longer what the plan says. */
  CHANGED_SINCE_PLAN,
  /** The network gave a value that is not finite. */
  NON_FINITE
}
