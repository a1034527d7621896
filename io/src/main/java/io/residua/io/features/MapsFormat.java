package io.residua.io.features;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stage maps are stored as. */
public enum MapsFormat {
  /** Arrow's IPC file format, for memory-mapping. */
  ARROW,
  /** Parquet, for what reads tables. */
  PARQUET;

  /** The spelling in options and messages, which is also the extension of the files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format spelled {@code label}.
   *
   * @throws IllegalArgumentException when none is spelled so
   */
  public static MapsFormat of(String label) {
    for (MapsFormat format : values()) {
      if (format.label().equals(label)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "[--maps-format] expected one of %s, found %s"
            .formatted(
                Arrays.stream(values()).map(MapsFormat::label).collect(Collectors.joining(", ")),
                label));
  }
}
