package io.residua.jobs.report;

import java.time.Instant;
import java.util.Map;

/** How fast it went, and where the time went. */
final class TimeSection {

  private final Material material;
  private final Pace pace;

  TimeSection(Material material) {
    this.material = material;
    this.pace = material.pace();
  }

  String html() {
    if (material.figures().shardsDone() == 0) {
      return "";
    }
    return "<section id=\"time\"><h2>Time</h2>\n<p class=\"lead\">%s</p>\n<div class=\"columns\">\n<div>%s</div>\n<div>%s</div>\n</div></section>\n"
        .formatted(lead(), throughput(), stages());
  }

  private String lead() {
    Instant frozen = material.history().frozen();
    String whole =
        "From the frozen plan (%s) to the last shard: %s"
            .formatted(Numbers.time(frozen), Numbers.duration(pace.wallSeconds()));
    return pace.pauses().isEmpty()
        ? whole + "."
        : whole
            + ", of which %s running and %s paused in %s, when no shard ended for longer than any takes."
                .formatted(
                    Numbers.duration(pace.activeSeconds()),
                    Numbers.duration(pace.wallSeconds() - pace.activeSeconds()),
                    Numbers.count(pace.pauses().size(), "stretch")
                        .replace("stretchs", "stretches"));
  }

  private String throughput() {
    if (pace.bars().isEmpty()) {
      return "<h3>Throughput</h3><p>Too few shards to draw it over time.</p>";
    }
    String says = material.item() + "s/s";
    double most = pace.bars().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return "<h3>%ss a second, up to %s</h3>"
            .formatted(capital(material.item()), Numbers.decimal(most))
        + "<div class=\"chart\">"
        + Charts.bars(pace.bars(), value -> Numbers.decimal(value) + " " + says)
        + pauses()
        + "</div>"
        + Charts.ends("start", Numbers.duration(pace.activeSeconds()) + " running")
        + "<p class=\"note\">By the times of the ledger's files; in a copy of the folder they may be others. Each shard's %ss are spread over the time a task slot worked on it%s.</p>"
            .formatted(
                material.item(), pace.pauses().isEmpty() ? "" : "; dashed lines are the pauses");
  }

  private String pauses() {
    StringBuilder marks = new StringBuilder();
    for (Pace.Pause pause : pace.pauses()) {
      marks.append(
          String.format(
              java.util.Locale.ROOT,
              "<s style=\"left:%.2f%%\" title=\"paused for %s\"></s>",
              100 * pace.active(pause.from()) / pace.activeSeconds(),
              Numbers.duration(pause.seconds())));
    }
    return marks.toString();
  }

  private String stages() {
    Map<String, Long> millis = material.figures().slotMillis();
    return "<h3>Where the task slots' time went</h3>"
        + Charts.shares(millis, amount -> Numbers.duration(amount / 1e3))
        + "<p class=\"note\">Summed over all slots, whose stages overlap: reading and decoding go on while the network computes (infer).</p>";
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
