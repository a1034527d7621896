package io.residua.io.lake;

import io.residua.io.image.QuarantineCode;
import java.nio.ByteBuffer;

/** What became of reading one planned image. */
public sealed interface Fetched {

  /** The planned image. */
  LakeImage image();

  /**
   * Time one thread spent opening, reading and hashing, in nanoseconds, waits between tries too.
   */
  long readNanos();

  /**
   * The file is as it was planned, and here it is.
   *
   * @param bytes the whole file, position 0 to limit, on the heap; belongs to whoever took it
   * @param sha256 64 lower-case hex digits of the file's SHA-256
   */
  record Content(LakeImage image, ByteBuffer bytes, String sha256, long readNanos)
      implements Fetched {}

  /**
   * There are no bytes.
   *
   * @param code {@link QuarantineCode#TOO_MANY_BYTES}, {@link QuarantineCode#READ_FAILED} or {@link
   *     QuarantineCode#CHANGED_SINCE_PLAN}
   * @param detail one line for a person
   */
  record Refused(LakeImage image, QuarantineCode code, String detail, long readNanos)
      implements Fetched {}
}
