package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The official weights files: {@code catalogue.tsv}, beside this class. */
public final class Catalogue {
  private static final int COLUMNS = 9;
  private static final List<CatalogueEntry> ENTRIES = read();

  private Catalogue() {}

  /** All of them, by publisher and depth. */
  public static List<CatalogueEntry> entries() {
    return ENTRIES;
  }

  /** The one called {@code name}, as in {@code --weights}. */
  public static Optional<CatalogueEntry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Whether this has the form of a name, known or not: {@code torchvision:…}, {@code timm:…} or
   * {@code keras:…}.
   */
  public static boolean names(String source) {
    return ENTRIES.stream()
        .map(entry -> entry.name().substring(0, entry.name().indexOf(':') + 1))
        .anyMatch(source::startsWith);
  }

  /**
   * The file with this SHA-256, whatever its name on this machine. The entry found may publish only
   * the first 8 digits.
   *
   * @param hex 64 hexadecimal digits
   */
  public static Optional<CatalogueEntry> bySha256(String hex) {
    String digits = hex.toLowerCase(Locale.ROOT);
    return ENTRIES.stream()
        .filter(entry -> entry.checksum().algorithm() == Checksum.Algorithm.SHA_256)
        .filter(entry -> digits.length() == 64 && entry.checksum().fits(digits))
        .findFirst();
  }

  private static List<CatalogueEntry> read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.tsv")) {
      if (in == null) {
        throw new IllegalStateException("catalogue.tsv is not beside its class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Catalogue::entry)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CatalogueEntry entry(String line) {
    String[] cells = line.split("\t", COLUMNS);
    return new CatalogueEntry(
        cells[0],
        cells[1],
        cells[2],
        Double.parseDouble(cells[3]),
        Long.parseLong(cells[4]),
        Checksum.parse(cells[5]),
        cells[6],
        URI.create(cells[7]),
        cells[8]);
  }
}
