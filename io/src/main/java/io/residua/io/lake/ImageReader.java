package io.residua.io.lake;

import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched.Content;
import io.residua.io.lake.Fetched.Refused;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;

/** Reads planned images one by one, with retries. Thread-safe. */
final class ImageReader implements PlannedReader {

  /** Small enough that the JDK's direct buffer behind a channel's read stays small. */
  private static final int CHUNK_BYTES = 256 << 10;

  private static final int DETAIL_CHARS = 200;

  private final Configuration conf;
  private final ReadAhead settings;

  ImageReader(Configuration conf, ReadAhead settings) {
    this.conf = conf;
    this.settings = settings;
  }

  @Override
  public Fetched read(LakeImage image) throws InterruptedException {
    return tooLong(image.length())
        ? tooManyBytes(image, image.length())
        : attempts(image, begun -> once(image, begun));
  }

  /** A file that will be refused unread takes nothing. */
  @Override
  public long mostBytes(LakeImage image) {
    return tooLong(image.length()) ? 0 : image.length();
  }

  boolean tooLong(long bytes) {
    return bytes > settings.maxBytes();
  }

  Refused tooManyBytes(LakeImage image, long bytes) {
    String detail = bytes + " bytes; the limit is " + settings.maxBytes();
    return new Refused(image, QuarantineCode.TOO_MANY_BYTES, detail, 0);
  }

  /** One try at reading. */
  interface Attempt {
    Fetched take(long start) throws IOException;
  }

  /** Tries until the store answers, or it is clear that it will not. */
  Fetched attempts(LakeImage image, Attempt once) throws InterruptedException {
    long start = System.nanoTime();
    long waitMillis = settings.firstWait().toMillis();
    for (int attempt = 1; ; attempt++) {
      try {
        return once.take(start);
      } catch (NoSuchFileException | FileNotFoundException e) {
        return refused(image, QuarantineCode.CHANGED_SINCE_PLAN, gone(image), start);
      } catch (IOException | RuntimeException e) {
        if (interruption(e)) {
          throw interrupted(e);
        }
        if (attempt == settings.tries() || !transientFault(e)) {
          return refused(image, QuarantineCode.READ_FAILED, summary(e), start);
        }
      }
      Thread.sleep(waitMillis);
      waitMillis *= 4;
    }
  }

  /** The file, or why it is not the planned one. */
  Fetched once(LakeImage image, long start) throws IOException {
    LakeFile file = LakeFile.of(conf, image.uri());
    LakeImage before = file.now();
    if (!before.equals(image)) {
      return changed(image, before, start);
    }
    byte[] bytes = new byte[(int) image.length()];
    MessageDigest sha256 = sha256();
    try (InputStream in = file.open()) {
      for (int at = 0; at < bytes.length; ) {
        int read = in.read(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
        if (read < 0) {
          return changed(image, new LakeImage(image.uri(), at, image.modifiedMillis()), start);
        }
        sha256.update(bytes, at, read);
        at += read;
      }
    }
    LakeImage after = file.now();
    if (!after.equals(image)) {
      return changed(image, after, start);
    }
    String digest = HexFormat.of().formatHex(sha256.digest());
    return new Content(image, ByteBuffer.wrap(bytes), digest, List.of(), System.nanoTime() - start);
  }

  private static String gone(LakeImage planned) {
    return planned.length() == LakeImage.MISSING
        ? "a manifest names it; there was no such file when it was planned, nor later"
        : "the file is gone";
  }

  static Refused changed(LakeImage planned, LakeImage now, long start) {
    return refused(planned, QuarantineCode.CHANGED_SINCE_PLAN, difference(planned, now), start);
  }

  private static String difference(LakeImage planned, LakeImage now) {
    if (planned.length() == LakeImage.MISSING) {
      return now.length() + " bytes; planned when there was no such file";
    }
    return planned.length() == now.length()
        ? "modified at " + now.modifiedMillis() + " ms; planned " + planned.modifiedMillis()
        : now.length() + " bytes; planned " + planned.length();
  }

  private static Refused refused(LakeImage image, QuarantineCode code, String detail, long start) {
    return new Refused(image, code, detail, System.nanoTime() - start);
  }

  private static boolean transientFault(Exception e) {
    return e instanceof IOException
        && !(e instanceof AccessDeniedException)
        && !(e instanceof AccessControlException);
  }

  private static boolean interruption(Exception e) {
    return e instanceof ClosedByInterruptException
        || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException));
  }

  private static InterruptedException interrupted(Exception e) {
    InterruptedException interrupted = new InterruptedException("reading was interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  private static String summary(Exception e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String text = e.getClass().getSimpleName() + ": " + line;
    return text.substring(0, Math.min(DETAIL_CHARS, text.length()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
