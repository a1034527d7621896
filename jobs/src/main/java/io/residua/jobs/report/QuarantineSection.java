package io.residua.jobs.report;

import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.jobs.page.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has no embedding, and why. */
final class QuarantineSection {

  private final Material material;

  QuarantineSection(Material material) {
    this.material = material;
  }

  String html() {
    Figures figures = material.figures();
    if (figures.inQuarantine() == 0) {
      return "";
    }
    StringBuilder html =
        new StringBuilder("<section id=\"quarantine\"><h2>Quarantine</h2>\n<p class=\"lead\">");
    html.append(
        "%s without an embedding. Each has a row in <code>quarantine/</code> with its code and detail.</p>\n"
            .formatted(Numbers.count(figures.inQuarantine(), material.item())));
    html.append(Charts.shares(counts(), Numbers::count));
    byCount().forEach(entry -> html.append(code(entry.getKey(), entry.getValue())));
    return html.append("</section>\n").toString();
  }

  /** The most frequent first. */
  private List<Map.Entry<QuarantineCode, Long>> byCount() {
    return material.figures().quarantined().entrySet().stream()
        .sorted(Map.Entry.<QuarantineCode, Long>comparingByValue().reversed())
        .toList();
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    byCount().forEach(entry -> counts.put(entry.getKey().name(), entry.getValue()));
    return counts;
  }

  private String code(QuarantineCode code, long images) {
    return """
        <div class="code"><h3><b>%s</b> <span class="number" data-code="%s">%s</span></h3>
        <p>%s</p>
        <ul>%s</ul></div>
        """
        .formatted(
            code.name(),
            code.name(),
            Numbers.count(images),
            Html.escape(QuarantineExamples.meaning(code)),
            examples(material.examples().getOrDefault(code, List.of())));
  }

  private static String examples(List<QuarantinedRow> rows) {
    StringBuilder html = new StringBuilder();
    for (QuarantinedRow row : rows) {
      html.append(
          "<li><span class=\"uri\">%s</span><span>%s</span></li>\n"
              .formatted(Html.escape(row.uri()), Html.escape(row.detail())));
    }
    return html.toString();
  }
}
