package io.residua.jobs.report;

import io.residua.jobs.page.Html;
import io.residua.jobs.report.ImageSizes.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page's figures for programs, in the element {@code report-data}. */
final class FiguresJson {

  private static final int FORMAT = 1;

  private FiguresJson() {}

  static String element(Material material) {
    return "<script type=\"application/json\" id=\"report-data\">"
        + Html.json(figures(material))
        + "</script>\n";
  }

  private static Map<String, Object> figures(Material material) {
    Figures figures = material.figures();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", FORMAT);
    all.put("finished", figures.finished());
    all.put("listed", figures.listed());
    all.put("embedded", figures.embedded());
    all.put("quarantined", figures.inQuarantine());
    all.put("quarantined-by-code", figures.quarantined());
    all.put("missing", figures.missing());
    all.put("shards", figures.shards());
    all.put("shards-done", figures.shardsDone());
    all.put("bytes", material.run().bytes());
    all.put("duplicates", material.run().duplicates());
    all.put("skipped-hidden", material.run().skippedHidden());
    all.put("skipped-by-glob", material.run().skippedByGlob());
    all.put("skipped-special", material.run().skippedSpecial());
    material.changes().ifPresent(changes -> all.put("since", changes));
    all.put("slot-millis", figures.slotMillis());
    all.put("wall-seconds", material.pace().wallSeconds());
    all.put("active-seconds", material.pace().activeSeconds());
    all.put("pauses", material.pace().pauses());
    all.put("settings", material.run().settings());
    all.put("settings-id", material.run().settingsId());
    all.put("list-id", material.run().listId());
    all.put("calibration", material.run().calibration());
    all.put("sample", sample(material));
    return all;
  }

  private static Map<String, Object> sample(Material material) {
    Map<String, Object> sample = new LinkedHashMap<>();
    ImageSizes sizes = material.rows().sizes();
    sample.put("planned", material.plan().images());
    sample.put("extensions", material.plan().extensions());
    sample.put("sized", sizes.images());
    sample.put("widths", sizes.spread(Size::width));
    sample.put("heights", sizes.spread(Size::height));
    sample.put("shapes", sizes.shapes());
    sample.put("rows", material.rows().rows().size());
    sample.put("shards-read", material.rows().shardsRead());
    sample.put("shards-failed", material.rows().shardsFailed());
    sample.put("points", material.points().uris().size());
    sample.put("explained", List.copyOf(material.points().explained()));
    sample.put("thumbnails", material.album().seen());
    return sample;
  }
}
