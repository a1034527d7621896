package io.residua.jobs.report;

import io.residua.jobs.page.Html;
import io.residua.jobs.report.ImageSizes.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the images are: sizes, bytes, formats. */
final class ImagesSection {

  private static final int SIZES_SHOWN = 6;
  private static final int NAMES_SHOWN = 8;

  private final Material material;
  private final ImageSizes sizes;

  ImagesSection(Material material) {
    this.material = material;
    this.sizes = material.rows().sizes();
  }

  String html() {
    String grid =
        sizes.images() == 0
            ? ""
            : "<div><h3>Height over width</h3>"
                + new SizeGrid(sizes.byFrequency()).svg()
                + "</div>\n";
    return "<section id=\"images\"><h2>%ss</h2>\n<p class=\"lead\">%s</p>\n<div class=\"columns\">\n%s<div>%s</div>\n<div>%s</div>\n</div></section>\n"
        .formatted(
            material.item().equals("image") ? "Image" : "Video", lead(), grid, tables(), formats());
  }

  private String lead() {
    PlanSample plan = material.plan();
    return "%s in all. Names and lengths are of %s, sizes in pixels of %s with an embedding."
        .formatted(
            Numbers.bytes(material.run().bytes()),
            of(plan.images(), material.run().images()),
            of(sizes.images(), material.figures().embedded()));
  }

  private String of(long some, long all) {
    return some == all
        ? "all " + Numbers.count(all)
        : "a sample of %s of %s".formatted(Numbers.count(some), Numbers.count(all));
  }

  private String tables() {
    StringBuilder html = new StringBuilder();
    html.append("<table class=\"spread\"><tr><th></th><th class=\"number\">least</th>");
    html.append("<th class=\"number\">median</th><th class=\"number\">most</th></tr>");
    spread(html, "width, pixels", sizes.spread(Size::width));
    spread(html, "height, pixels", sizes.spread(Size::height));
    List<Integer> pixels = sizes.spread(size -> Math.multiplyExact(size.width(), size.height()));
    spread(html, "megapixels", pixels.stream().map(count -> Numbers.decimal(count / 1e6)).toList());
    spread(html, "file", lengths());
    html.append("</table>\n");
    return html.append(frequent()).toString();
  }

  private List<String> lengths() {
    List<Long> sorted = material.plan().lengths();
    return sorted.isEmpty()
        ? List.of()
        : List.of(0, sorted.size() / 2, sorted.size() - 1).stream()
            .map(place -> Numbers.bytes(sorted.get(place)))
            .toList();
  }

  private static void spread(StringBuilder html, String what, List<?> values) {
    if (!values.isEmpty()) {
      html.append("<tr><td>").append(what).append("</td>");
      values.forEach(
          value ->
              html.append("<td class=\"number\">")
                  .append(value instanceof Integer number ? Numbers.count(number) : value)
                  .append("</td>"));
      html.append("</tr>\n");
    }
  }

  private String frequent() {
    if (sizes.images() == 0) {
      return "";
    }
    Map<String, Long> most = new LinkedHashMap<>();
    List<Size> all = sizes.byFrequency();
    all.stream()
        .limit(SIZES_SHOWN)
        .forEach(size -> most.put(size.width() + " × " + size.height(), size.images()));
    long others = all.stream().skip(SIZES_SHOWN).mapToLong(Size::images).sum();
    if (others > 0) {
      most.put(Numbers.count(all.size() - SIZES_SHOWN, "other size"), others);
    }
    return "<h3>Most frequent sizes</h3>" + Charts.shares(most, Numbers::count);
  }

  private String formats() {
    return "<h3>By name</h3>"
        + Charts.shares(names(), Numbers::count)
        + seen(material.album().formats())
        + shapes();
  }

  private Map<String, Long> names() {
    Map<String, Long> names = new LinkedHashMap<>();
    List<Map.Entry<String, Long>> all =
        material.plan().extensions().entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    all.stream()
        .limit(NAMES_SHOWN)
        .forEach(
            entry ->
                names.put(
                    entry.getKey().isEmpty() ? "none" : "." + Html.escape(entry.getKey()),
                    entry.getValue()));
    long others = all.stream().skip(NAMES_SHOWN).mapToLong(Map.Entry::getValue).sum();
    if (others > 0) {
      names.put("others", others);
    }
    return names;
  }

  private static String seen(Map<String, Long> formats) {
    long read = formats.values().stream().mapToLong(Long::longValue).sum();
    return read == 0
        ? ""
        : "<h3>By first bytes, of %s read again</h3>".formatted(Numbers.count(read))
            + Charts.shares(formats, Numbers::count);
  }

  private String shapes() {
    if (sizes.images() == 0) {
      return "";
    }
    List<Long> counts = sizes.shapes();
    Map<String, Long> shapes = new LinkedHashMap<>();
    shapes.put("landscape", counts.get(0));
    shapes.put("square", counts.get(1));
    shapes.put("portrait", counts.get(2));
    shapes.values().removeIf(count -> count == 0);
    return "<h3>Shape</h3>" + Charts.shares(shapes, Numbers::count);
  }
}
