package io.residua.jobs.extract;

import java.io.PrintStream;

/** Says, when the driver is told to stop, what is safe and how to go on. */
final class Stopping {

  private volatile boolean running = true;

  private Stopping() {}

  static Stopping watch(String output, PrintStream out) {
    Stopping stopping = new Stopping();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (stopping.running) {
                    out.printf(
                        "%n[%s] stopped; the shards committed are safe, the same command goes on%n",
                        output);
                    out.flush();
                  }
                },
                "residua-stopping"));
    return stopping;
  }

  /** The work is over, well or not. */
  void over() {
    running = false;
  }
}
