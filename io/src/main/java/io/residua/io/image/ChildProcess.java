package io.residua.io.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One decoding process, ready for images. Whoever starts it closes it, which kills it. A process
 * that failed is never used again.
 */
final class ChildProcess implements AutoCloseable {
  /** A machine that is swapping or extracting the native libraries is slow, not broken. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Exit status of a process ended by signal 9 that this JVM did not send. */
  private static final int KILLED = 128 + 9;

  /** The process died, hung or spoke nonsense over one image. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final QuarantineCode code;

    Failure(QuarantineCode code, String detail) {
      super(detail, null, false, false);
      this.code = code;
    }

    QuarantineCode code() {
      return code;
    }
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream replies;
  private final Duration timeLimit;
  private final Deadline imageDeadline;
  private final LastWords lastWords;
  private volatile boolean timedOut;

  private ChildProcess(Process process, Duration timeLimit) {
    this.process = process;
    this.timeLimit = timeLimit;
    imageDeadline = new Deadline(timeLimit, this::timeOut);
    requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    lastWords = LastWords.of(process);
  }

  /**
   * Starts a process and waits until it can decode.
   *
   * @throws IllegalStateException when it cannot be started, which is no image's fault
   */
  static ChildProcess start(ProcessBuilder command, Duration timeLimit) {
    ChildProcess child;
    try {
      child = new ChildProcess(command.start(), timeLimit);
    } catch (IOException e) {
      throw new IllegalStateException(
          "[decoder] cannot start a decoding process: " + e.getMessage(), e);
    }
    try {
      child.within(
          START_LIMIT,
          new Deadline(START_LIMIT, child::timeOut),
          () -> {
            Frames.readReady(child.replies);
            return true;
          });
      return child;
    } catch (Failure e) {
      child.close();
      throw new IllegalStateException(
          "[decoder] a decoding process did not become ready: " + e.getMessage(), e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /**
   * Has one image decoded.
   *
   * @param pixels takes the pixels; has room for the most there can be
   * @throws Failure when the process did not answer properly; it is dead then
   */
  Outcome decode(Frames.Request request, byte[] encoded, byte[] pixels) throws Failure {
    return within(
        timeLimit,
        imageDeadline,
        () -> {
          Frames.writeRequest(requests, request, encoded);
          return Frames.readOutcome(replies, request, pixels);
        });
  }

  private void timeOut() {
    timedOut = true;
    process.destroyForcibly();
  }

  private <T> T within(Duration limit, Deadline deadline, Exchange<T> exchange) throws Failure {
    deadline.begin();
    try {
      return exchange.run();
    } catch (IOException e) {
      throw failure(e, limit);
    } finally {
      deadline.end();
    }
  }

  private Failure failure(IOException cause, Duration limit) {
    boolean ended = waitFor(Duration.ofMillis(500));
    if (timedOut) {
      return new Failure(
          QuarantineCode.DECODER_TIMEOUT,
          "decoding process: expected an answer within " + limit.toMillis() + " ms, found none");
    }
    if (!ended) {
      close();
      return new Failure(
          QuarantineCode.DECODER_CRASH,
          "decoding process: its answer cannot be read (%s)".formatted(cause.getMessage())
              + lastWords.text());
    }
    int status = process.exitValue();
    boolean memory =
        status == DecoderChild.EXIT_OUT_OF_MEMORY
            || status == KILLED
            || lastWords.text().contains("insufficient memory");
    return new Failure(
        memory ? QuarantineCode.DECODER_OUT_OF_MEMORY : QuarantineCode.DECODER_CRASH,
        "decoding process: expected an answer, found it ended with status "
            + status
            + lastWords.text());
  }

  private boolean waitFor(Duration limit) {
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        lastWords.await(limit);
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** Kills the process. */
  @Override
  public void close() {
    process.destroyForcibly();
    waitFor(Duration.ofSeconds(5));
    try {
      replies.close();
      requests.close();
    } catch (IOException pipeIsBroken) {
      return;
    }
  }
}
