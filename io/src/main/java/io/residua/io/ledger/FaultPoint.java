package io.residua.io.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A named place where a test can make the process fail. Does nothing unless the system property
 * {@code residua.fault} is {@code name:action} or {@code name:action:marker}: then reaching {@code
 * name} halts the JVM ({@code halt}), throws ({@code throw}), never returns ({@code hang}), or
 * waits five seconds ({@code delay}). With a marker, a file that does not exist yet, only the first
 * of all processes on the machine to create it fails, and only once; the file then holds its
 * process number.
 */
public final class FaultPoint {

  private FaultPoint() {}

  /** Fails here when the system property says so. */
  public static void hit(String name) {
    String[] fault = System.getProperty("residua.fault", "").split(":", 3);
    if (fault.length > 1 && fault[0].equals(name) && (fault.length < 3 || created(fault[2]))) {
      act(name, fault[1]);
    }
  }

  private static void act(String name, String action) {
    switch (action) {
      case "halt" -> Runtime.getRuntime().halt(137);
      case "throw" -> throw new IllegalStateException("[fault point] " + name);
      case "hang" -> sleep(Long.MAX_VALUE);
      case "delay" -> sleep(5_000);
      default ->
          throw new IllegalArgumentException(
              "[residua.fault] action: expected halt, throw, hang or delay, found " + action);
    }
  }

  private static boolean created(String marker) {
    try {
      Files.writeString(
          Path.of(marker), ProcessHandle.current().pid() + "\n", StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
