package io.residua.io.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Containers made by {@code containers.py}, and what it says is in them. */
public final class Fixtures {

  /** An image; of a row that has none, of no bytes. */
  public record Expected(String name, long bytes, String sha256, JsonNode values) {}

  private Fixtures() {}

  public static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Expected> expected(String container) throws IOException {
    try (Stream<String> lines = Files.lines(file("expected.tsv"))) {
      return lines
          .map(line -> line.split("\t", -1))
          .filter(cells -> cells[0].equals(container))
          .map(Fixtures::expected)
          .toList();
    }
  }

  private static Expected expected(String[] cells) {
    try {
      JsonNode values = new ObjectMapper().readTree(cells[4]);
      return new Expected(cells[1], Long.parseLong(cells[2]), cells[3], values);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
