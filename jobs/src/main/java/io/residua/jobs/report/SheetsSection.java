package io.residua.jobs.report;

import io.residua.jobs.page.Neighbour;
import io.residua.jobs.page.NeighbourSheet;
import java.util.List;

/** Nearest neighbours of some images. */
final class SheetsSection {

  private final Material material;
  private final List<RowSample.Row> rows;

  SheetsSection(Material material) {
    this.material = material;
    this.rows = material.rows().rows();
  }

  String html() {
    Sheets sheets = material.sheets();
    if (sheets.sheets().isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder("<section id=\"neighbours\"><h2>Nearest neighbours</h2>\n");
    html.append("<p class=\"lead\">").append(lead()).append("</p>\n");
    sheets.sheets().forEach(sheet -> html.append(sheet(sheet)));
    return html.append("</section>\n").toString();
  }

  private String lead() {
    long compared = material.sheets().compared();
    long all = material.figures().embedded();
    String among =
        compared == all
            ? "all " + Numbers.count(all, "embedding")
            : "a sample of %s of %s, so nearer ones may exist"
                .formatted(Numbers.count(compared), Numbers.count(all, "embedding"));
    return "Each row: an %s and the most similar ones among %s. The number is the cosine of the two vectors after subtracting the mean, 1 for the same."
        .formatted(material.item(), among)
        .replace("an video", "a video");
  }

  private String sheet(Sheets.Sheet sheet) {
    String uri = rows.get(sheet.query()).uri();
    return NeighbourSheet.html(
        uri,
        material.album().of(uri),
        sheet.nearest().stream().map(near -> neighbour(near)).toList());
  }

  private Neighbour neighbour(Likeness.Near near) {
    String uri = rows.get(near.row()).uri();
    return new Neighbour(uri, material.album().of(uri), near.cosine());
  }
}
