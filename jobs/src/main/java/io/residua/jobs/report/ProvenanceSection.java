package io.residua.jobs.report;

import io.residua.backbone.weights.catalogue.Catalogue;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.page.Html;
import java.util.Optional;

/** Where the values are from: everything that decides them, as the files say it too. */
final class ProvenanceSection {

  private final Material material;
  private final RunDescription run;

  ProvenanceSection(Material material) {
    this.material = material;
    this.run = material.run();
  }

  String html() {
    StringBuilder html =
        new StringBuilder(
            "<section id=\"provenance\"><h2>Provenance</h2>\n<table class=\"provenance\">");
    row(html, "product", "residua " + run.productVersion());
    row(html, "model", material.setting("model") + ", variant " + material.setting("variant"));
    row(html, "weights", weights());
    row(html, "weights' SHA-256", material.setting("weights-sha256"));
    row(html, "licence of the weights", licence());
    row(html, "preprocessing", material.setting("preprocessing"));
    row(html, "embedding", embedding());
    row(html, "engine", engine());
    clips(html);
    maps(html);
    inputs(html);
    row(html, "shards", shards());
    if (!run.since().none()) {
      row(html, "rows copied from", run.since().output());
    }
    row(html, "settings-id", run.settingsId());
    row(html, "list-id", run.listId());
    return html.append("</table></section>\n").toString();
  }

  private String weights() {
    return material.setting("weights")
        + (material.untrained() ? " (UNTRAINED: generated for dry runs)" : "");
  }

  private String licence() {
    if (material.untrained()) {
      return "none needed: generated";
    }
    Optional<CatalogueEntry> entry =
        Catalogue.find(material.setting("weights"))
            .or(() -> Catalogue.bySha256(material.setting("weights-sha256")));
    return entry
        .map(known -> known.licence() + ", as " + known.name() + " in the catalogue")
        .orElse("not known: no file of the catalogue");
  }

  private String embedding() {
    return "%s, pooled by %s, %d values%s"
        .formatted(
            material.setting("embedding-stage"),
            material.setting("pooling"),
            Material.channels(run),
            material.setting("l2").equals("true") ? ", scaled to length 1" : "");
  }

  private String engine() {
    return "%s, %s on %s, batches of %s"
        .formatted(
            material.setting("engine"),
            material.setting("precision"),
            material.setting("instruction-set"),
            material.setting("batch-size"));
  }

  private void clips(StringBuilder html) {
    if (!material.setting("clip-length").isEmpty()) {
      row(
          html,
          "clips",
          "%s frames, %s apart"
              .formatted(material.setting("clip-length"), material.setting("clip-stride")));
    }
  }

  private void maps(StringBuilder html) {
    if (!run.maps().none()) {
      row(
          html,
          "stage maps",
          "%s, %s in %s"
              .formatted(
                  material.setting("maps").replace(",", ", "),
                  material.setting("maps-dtype"),
                  material.setting("maps-format")));
    }
  }

  private void inputs(StringBuilder html) {
    for (String input : run.selection().inputs()) {
      row(html, "input", input);
    }
  }

  private String shards() {
    return "%s of at most %s"
        .formatted(Numbers.count(run.shards()), Numbers.count(run.shardImages(), material.item()));
  }

  private static void row(StringBuilder html, String what, String value) {
    html.append(
        "<tr><th>%s</th><td class=\"uri\">%s</td></tr>\n".formatted(what, Html.escape(value)));
  }
}
