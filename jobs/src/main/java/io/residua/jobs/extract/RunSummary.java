package io.residua.jobs.extract;

import io.residua.io.image.QuarantineCode;
import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a run ended.
 *
 * @param listed images of the plan
 * @param embedded images with an embedding
 * @param byCode images without one, by code
 * @param worked images this run accounted for; the rest was done before
 * @param seconds wall clock of this run, from listing to the last record
 * @param slotMillis where the task slots' time went in this run, by stage of the work
 * @param listMillis wall clock of listing and planning
 * @param since output of the run rows were copied from; empty for none
 * @param copied embeddings of it among those embedded
 * @param drift of features in 8 bits from those of float32, for a person; empty for others
 */
public record RunSummary(
    long listed,
    long embedded,
    Map<QuarantineCode, Long> byCode,
    long worked,
    double seconds,
    Map<String, Long> slotMillis,
    long listMillis,
    String since,
    long copied,
    String drift) {

  public RunSummary {
    byCode = Collections.unmodifiableMap(new LinkedHashMap<>(byCode));
    slotMillis = Collections.unmodifiableMap(new LinkedHashMap<>(slotMillis));
  }

  /** Images without an embedding. */
  public long quarantined() {
    return byCode.values().stream().mapToLong(Long::longValue).sum();
  }

  void print(PrintStream out) {
    if (!drift.isEmpty()) {
      out.println("int8 against f32: " + drift);
    }
    if (!byCode.isEmpty()) {
      out.println("quarantined: " + counts(byCode));
    }
    out.println(
        "time: list %.1f s%s"
            .formatted(
                listMillis / 1000.0,
                slotMillis.isEmpty() ? "" : "; task slots: " + seconds(slotMillis)));
    if (worked < listed) {
      out.printf(
          Locale.ROOT, "%,d images were done before, %,d in this run%n", listed - worked, worked);
    }
    out.println(lastLine());
  }

  /** {@code N listed = E embedded (C copied from OLD) + Q quarantined in S s, R images/s}. */
  String lastLine() {
    return String.format(
        Locale.ROOT,
        "%d listed = %d embedded%s + %d quarantined in %.1f s, %.1f images/s",
        listed,
        embedded,
        since.isEmpty() ? "" : " (%d copied from %s)".formatted(copied, since),
        quarantined(),
        seconds,
        seconds > 0 ? worked / seconds : 0);
  }

  private static String counts(Map<QuarantineCode, Long> codes) {
    return codes.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String seconds(Map<String, Long> millis) {
    return millis.entrySet().stream()
        .map(
            entry ->
                String.format(Locale.ROOT, "%s %.1f s", entry.getKey(), entry.getValue() / 1000.0))
        .collect(Collectors.joining(", "));
  }
}
