package io.residua.jobs.report;

import io.residua.jobs.page.Html;
import java.util.Map;

/** How exact the values are, as far as it is known, and whether they look sound. */
final class PrecisionSection {

  private static final int BINS = 32;

  private final Material material;

  PrecisionSection(Material material) {
    this.material = material;
  }

  String html() {
    return "<section id=\"precision\"><h2>Values</h2>\n<div class=\"columns\">\n<div><h3>Precision: %s</h3>%s</div>\n%s</div></section>\n"
        .formatted(Html.escape(material.setting("precision")), precision(), norms());
  }

  private String precision() {
    return switch (material.setting("precision")) {
      case "int8" -> int8(material.run().calibration());
      case "bf16" ->
          "<p>Weights and activations in bfloat16, sums in float32. The product is tested to stay within 1e-2 of a stage's maximum of the reference's values.</p><p class=\"note\">How far the embeddings of this run are from those of float32 was not measured.</p>";
      default ->
          "<p>float32, the reference the other precisions are measured by. The product is tested to stay within 1e-4 of a stage's maximum of torchvision's values.</p>";
    };
  }

  /** The figures the calibration found on images of this input it had not seen. */
  private static String int8(Map<String, String> found) {
    String kept = found.getOrDefault("kept-bf16", "");
    StringBuilder html = new StringBuilder("<table>");
    row(html, "cosine with float32's, mean", found, "cosine-mean");
    row(html, "cosine with float32's, least", found, "cosine-least");
    row(
        html,
        "of the " + found.getOrDefault("neighbours", "") + " nearest, the same",
        found,
        "overlap");
    row(html, "nearest one the same", found, "nearest");
    row(html, "images compared", found, "held-out");
    html.append(
        "<tr><td>blocks kept in bf16</td><td class=\"number\">%s</td></tr></table>"
            .formatted(kept.isEmpty() ? "none" : Html.escape(kept)));
    html.append(
        found.getOrDefault("drift-accepted", "").equals("true")
            ? "<p class=\"banner open\">More drift than is let through; a person accepted it.</p>"
            : "<p class=\"note\">Measured when the ranges of activations were calibrated, on images other than those they are of; cosines after subtracting float32's mean.</p>");
    return html.toString();
  }

  private static void row(StringBuilder html, String what, Map<String, String> found, String key) {
    html.append(
        "<tr><td>%s</td><td class=\"number\">%s</td></tr>"
            .formatted(Html.escape(what), Html.escape(figure(key, found.getOrDefault(key, "")))));
  }

  private static String figure(String key, String value) {
    if (!value.matches("-?[0-9]+\\.[0-9E-]+")) {
      return value;
    }
    double number = Double.parseDouble(value);
    return key.startsWith("cosine")
        ? String.format(java.util.Locale.ROOT, "%.5f", number)
        : Numbers.percent(number);
  }

  private String norms() {
    if (material.rows().rows().isEmpty()) {
      return "";
    }
    Norms norms = Norms.of(material.rows().rows().stream().map(RowSample.Row::vector).toList());
    boolean several = norms.sorted().size() > 1;
    return "<div><h3>Lengths of %s</h3>%s%s<p class=\"note\">Median %s. %s</p></div>\n"
        .formatted(
            Numbers.count(norms.sorted().size(), "vector"),
            Charts.bars(norms.histogram(BINS), count -> Numbers.count((long) count)),
            Charts.ends(Numbers.decimal(norms.least()), Numbers.decimal(norms.greatest())),
            Numbers.decimal(norms.median()),
            several ? constant(norms) : "");
  }

  private static String constant(Norms norms) {
    return norms.constant() == 0
        ? "Each of the %s values differs between them.".formatted(Numbers.count(norms.channels()))
        : "%s of the %s values are the same in all of them."
            .formatted(Numbers.count(norms.constant()), Numbers.count(norms.channels()));
  }
}
