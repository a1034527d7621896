package io.residua.backbone.dl4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.residua.backbone.weights.WeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The entries of a Deeplearning4j zip file: which there may be, and how large they get. */
final class Dl4jZipEntries implements AutoCloseable {
  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";
  static final String CARD = "residua.json";

  /** ModelSerializer's; the last four are never opened, as they may hold anything. */
  private static final Set<String> KNOWN =
      Set.of(
          CONFIGURATION,
          COEFFICIENTS,
          CARD,
          "updaterState.bin",
          "normalizer.bin",
          "preprocessor.bin",
          "noParams.marker");

  private static final int MOST_ENTRIES = 16;

  /** A ResNet-152's configuration takes 1 MB. */
  private static final int MOST_TEXT_BYTES = 8 << 20;

  private static final int MOST_CARD_BYTES = 64 << 10;

  /** The directory at a zip file's end is read whole by the JDK. */
  private static final long MOST_FILE_BYTES = Integer.MAX_VALUE;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;
  private final ZipFile zip;

  private Dl4jZipEntries(String name, ZipFile zip) {
    this.name = name;
    this.zip = zip;
  }

  static boolean recognizes(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(CONFIGURATION) != null && zip.getEntry(COEFFICIENTS) != null;
    } catch (IOException e) {
      return false;
    }
  }

  static Dl4jZipEntries open(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      if (Files.size(file) > MOST_FILE_BYTES) {
        throw new WeightsException(name, "expected less than 2 GiB, found more; get it again");
      }
      Dl4jZipEntries entries = new Dl4jZipEntries(name, new ZipFile(file.toFile()));
      try {
        entries.check();
        return entries;
      } catch (WeightsException e) {
        entries.close();
        throw e;
      }
    } catch (ZipException e) {
      throw new WeightsException(
          name,
          "expected a whole zip file, found a fault: %s; download it again"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new WeightsException(
          file.toString(), "cannot be read: " + e.getMessage() + "; check the file", e);
    }
  }

  String name() {
    return name;
  }

  /** An entry that is text, of at most 8 MiB. */
  String text(String entry) throws IOException {
    return new String(bytes(entry, MOST_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  InputStream stream(String entry) throws IOException {
    return zip.getInputStream(zip.getEntry(entry));
  }

  /** The texts of {@code residua.json} by name, none where there is no such entry. */
  Map<String, String> card() {
    Map<String, String> card = new TreeMap<>();
    if (zip.getEntry(CARD) == null) {
      return card;
    }
    try (JsonParser json = JSON.createParser(bytes(CARD, MOST_CARD_BYTES))) {
      boolean object = json.nextToken() == JsonToken.START_OBJECT;
      while (object && json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        object = json.nextToken() == JsonToken.VALUE_STRING;
        card.put(key, json.getText());
      }
      if (!object || json.currentToken() != JsonToken.END_OBJECT) {
        throw fault(CARD, "an object of texts", "something else");
      }
      return card;
    } catch (IOException e) {
      throw fault(CARD, "JSON", "a fault");
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check() {
    if (zip.size() > MOST_ENTRIES) {
      throw fault("zip", "at most %d entries".formatted(MOST_ENTRIES), zip.size());
    }
    Set<String> found = new HashSet<>();
    for (String entry : zip.stream().map(ZipEntry::getName).toList()) {
      if (!KNOWN.contains(entry)) {
        throw new WeightsException(
            name,
            "%s: expected only entries that Deeplearning4j writes, found this one; it is no Deeplearning4j model"
                .formatted(entry));
      }
      if (!found.add(entry)) {
        throw fault(entry, "one entry of this name", "two");
      }
    }
    for (String entry : List.of(CONFIGURATION, COEFFICIENTS)) {
      if (!found.contains(entry)) {
        throw new WeightsException(
            name,
            "%s: expected such an entry, found none; it is no Deeplearning4j model"
                .formatted(entry));
      }
    }
  }

  private byte[] bytes(String entry, int most) throws IOException {
    try (InputStream in = stream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw fault(entry, "at most %d bytes".formatted(most), "more");
      }
      return bytes;
    }
  }

  private WeightsException fault(String entry, String expected, Object found) {
    return new WeightsException(
        name,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(entry, expected, found));
  }
}
