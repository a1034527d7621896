package io.residua.jobs.report;

import io.residua.jobs.page.Html;
import io.residua.jobs.page.Thumbnail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The map of the embeddings: points as SVG, with what a script needs to show pictures on them. */
final class MapSection {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;
  private static final int MARGIN = 30;

  private final Points points;
  private final Album album;
  private final String lead;

  MapSection(Material material) {
    this.points = material.points();
    this.album = material.album();
    this.lead =
        "%s. What lies close together looks alike to the network, as far as two dimensions can show."
            .formatted(of(points.uris().size(), material.figures().embedded()));
  }

  private static String of(long some, long all) {
    return some == all
        ? "All " + Numbers.count(all, "embedding")
        : Numbers.count(some)
            + " of "
            + Numbers.count(all, "embedding")
            + ", spread evenly over the plan";
  }

  String html() {
    if (points.uris().isEmpty()) {
      return "";
    }
    return """
        <section id="map"><h2>Map of the embeddings</h2>
        <p class="lead">%s</p>
        <div class="map" tabindex="0" role="application" aria-label="Map of the embeddings: arrow keys go from image to image">
        <svg viewBox="0 0 %d %d" aria-hidden="true">%s<g class="pictures"></g><circle class="ring" r="7"></circle></svg>
        <div class="card" hidden><img alt="" width="144" height="144"><b></b><span class="uri"></span></div>
        </div>
        <p class="axes"><span>→ first principal component, %s of the variance</span><span>↑ second, %s</span><label hidden><input type="checkbox" checked> pictures</label></p>
        %s<p class="visually-hidden" aria-live="polite"></p>
        <script type="application/json" id="map-data">%s</script>
        </section>
        """
        .formatted(
            lead,
            WIDTH,
            HEIGHT,
            dots(),
            Numbers.percent(points.explained().get(0)),
            Numbers.percent(points.explained().get(1)),
            legend(),
            Html.json(data()));
  }

  private String dots() {
    StringBuilder dots = new StringBuilder("<g class=\"dots\">");
    for (int i = 0; i < points.uris().size(); i++) {
      dots.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"g%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>",
              points.group().get(i),
              x(i),
              y(i),
              points.uris().size() > 700 ? "3.2" : "4.5"));
    }
    return dots.append("</g>").toString();
  }

  private double x(int point) {
    return MARGIN + points.across().get(point) * (WIDTH - 2 * MARGIN);
  }

  private double y(int point) {
    return HEIGHT - MARGIN - points.up().get(point) * (HEIGHT - 2 * MARGIN);
  }

  private String legend() {
    if (points.groups().isEmpty()) {
      return "";
    }
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    int place = 0;
    for (String folder : points.groups().keySet()) {
      legend.append(
          "<button type=\"button\" data-group=\"%d\" title=\"%s\"><i class=\"g%d\"></i>%s</button>"
              .formatted(place, Html.escape(folder), place, Html.escape(Points.label(folder))));
      place++;
    }
    if (points.group().contains(Points.OTHERS)) {
      legend.append(
          "<button type=\"button\" data-group=\"%d\"><i class=\"g%d\"></i>other folders</button>"
              .formatted(Points.OTHERS, Points.OTHERS));
    }
    return legend.append("</p>\n").toString();
  }

  /** Uris and, where there is one, the number of the picture; pictures are in there once each. */
  private Map<String, Object> data() {
    Map<String, Integer> places = new HashMap<>();
    List<String> pictures = new ArrayList<>();
    List<Integer> picture = new ArrayList<>();
    for (String uri : points.uris()) {
      Thumbnail thumbnail = album.of(uri);
      if (thumbnail.seen()) {
        picture.add(places.computeIfAbsent(uri, none -> pictures.size()));
        pictures.add(thumbnail.source());
      } else {
        picture.add(-1);
      }
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("uris", points.uris());
    data.put("picture", picture);
    data.put("pictures", pictures);
    return data;
  }
}
