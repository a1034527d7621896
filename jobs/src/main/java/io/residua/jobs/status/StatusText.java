package io.residua.jobs.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.residua.jobs.progress.LiveLine;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** A status as people and as programs read it. */
final class StatusText {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  private final RunStatus status;

  StatusText(RunStatus status) {
    this.status = status;
  }

  /** One line, as {@code extract} shows it. */
  String line() {
    Double rate = status.imagesPerSecond();
    return String.format(
        Locale.ROOT,
        "%s · %,d/%,d images · %.1f images/s · %,d quarantined · %s",
        status.state().label(),
        status.imagesDone(),
        status.images(),
        rate == null ? status.imagesPerSecondOverall() : rate,
        status.quarantined(),
        expectation());
  }

  private String expectation() {
    Long eta = status.etaSeconds();
    return eta != null
        ? "ETA " + LiveLine.duration(eta)
        : "last shard " + LiveLine.duration(status.silenceSeconds()) + " ago";
  }

  /** All of it. */
  String whole() {
    StringBuilder text = new StringBuilder();
    text.append("%s: %s%n".formatted(status.output(), status.state().label()));
    line(text, "begun", status.begun());
    line(text, "network", network());
    line(text, "images", share(status.imagesDone(), status.images()));
    line(text, "shards", share(status.shardsDone(), status.shards()));
    line(text, "embedded", String.format(Locale.ROOT, "%,d", status.embedded()));
    line(text, "quarantined", quarantined());
    line(text, "images/s", rates());
    line(text, "last shard", lastShard());
    if (status.finished() != null) {
      line(text, "finished", status.finished());
    }
    if (status.report() != null) {
      line(text, "report", status.report());
    }
    return text.append(advice()).toString();
  }

  private String network() {
    return "%s, %s%s, %s %s on %s"
        .formatted(
            status.model(),
            status.weights(),
            status.untrained() ? " (UNTRAINED)" : "",
            status.engine(),
            status.precision(),
            status.instructionSet());
  }

  private static String share(long done, long all) {
    return String.format(
        Locale.ROOT, "%,d of %,d (%.1f%%)", done, all, all == 0 ? 100.0 : 100.0 * done / all);
  }

  private String quarantined() {
    String codes =
        status.quarantinedByCode().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, "%,d", status.quarantined())
        + (codes.isEmpty() ? "" : ": " + codes);
  }

  private String rates() {
    String overall =
        String.format(Locale.ROOT, "%.1f while it worked", status.imagesPerSecondOverall());
    Double recent = status.imagesPerSecond();
    Long eta = status.etaSeconds();
    return recent == null
        ? overall
        : String.format(Locale.ROOT, "%.1f in the last 5 minutes, %s", recent, overall)
            + (eta == null ? "" : "; ETA " + LiveLine.duration(eta));
  }

  private String lastShard() {
    String ago = LiveLine.duration(status.silenceSeconds()) + " ago";
    Integer shard = status.lastShard();
    return shard == null ? "none; planned " + ago : "%d, %s".formatted(shard, ago);
  }

  private String advice() {
    return status.state().quiet()
        ? "No shard was done for %s, longer than one takes here: look after its driver; the same command goes on.%n"
            .formatted(LiveLine.duration(status.silenceSeconds()))
        : "";
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("  %-12s %s%n".formatted(what, value));
  }

  /**
   * An object with the fields of {@link RunStatus} in kebab-case.
   *
   * @param indented over several lines
   */
  String json(boolean indented) {
    ObjectWriter writer =
        indented ? MAPPER.writer(SerializationFeature.INDENT_OUTPUT) : MAPPER.writer();
    try {
      return writer.writeValueAsString(status);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
