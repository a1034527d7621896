package io.residua.io.lake;

import io.residua.io.image.QuarantineCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of reading one planned image or video. */
public sealed interface Fetched {

  /** The planned image. */
  LakeImage image();

  /**
   * Time one thread spent opening, reading and hashing, in nanoseconds, waits between tries too.
   */
  long readNanos();

  /**
   * The file is as it was planned, and here is the image.
   *
   * @param bytes the whole image, position 0 to limit, on the heap; belongs to whoever took it
   * @param sha256 64 lower-case hex digits of the SHA-256 of the image's bytes
   * @param values of the passed-through columns, each null or of its column's {@link
   *     io.residua.io.container.PassedType#javaType}; empty for a file of its own
   */
  record Content(
      LakeImage image,
      ByteBuffer bytes,
      String sha256,
      List<@Nullable Object> values,
      long readNanos)
      implements Fetched {}

  /**
   * A folder of frames is as it was planned, and here are those of its clip.
   *
   * @param frames of the clip, in order, the last one repeated where the folder has too few
   * @param sha256 64 lower-case hex digits of the SHA-256 of the bytes of the frames that were
   *     read, one frame after the other, each once
   */
  record Clip(LakeImage image, List<Frame> frames, String sha256, long readNanos)
      implements Fetched {
    public Clip {
      frames = List.copyOf(frames);
    }
  }

  /**
   * One frame of a folder.
   *
   * @param name of the file in the folder
   * @param bytes the whole file, position 0 to limit, on the heap
   */
  record Frame(String name, ByteBuffer bytes) {}

  /**
   * There are no bytes.
   *
   * @param code {@link QuarantineCode#TOO_MANY_BYTES}, {@link QuarantineCode#READ_FAILED} or {@link
   *     QuarantineCode#CHANGED_SINCE_PLAN}; within a container also {@link QuarantineCode#EMPTY},
   *     {@link QuarantineCode#TRUNCATED}, {@link QuarantineCode#CORRUPT} or {@link
   *     QuarantineCode#UNSUPPORTED_FORMAT}
   * @param detail one line for a person
   */
  record Refused(LakeImage image, QuarantineCode code, String detail, long readNanos)
      implements Fetched {}
}
