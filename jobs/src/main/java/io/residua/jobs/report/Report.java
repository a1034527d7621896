package io.residua.jobs.report;

import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.page.Page;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Makes {@code OUT/_residua/report.html} from what is in OUT. */
public final class Report {

  private Report() {}

  /**
   * Makes the page of a run, finished or not, in the place of an earlier one. Nothing else is
   * written; time and memory are bounded whatever the size of the lake.
   *
   * @param output its folder, qualified
   * @return path or uri of the page
   * @throws IllegalArgumentException when no run was ever started there
   * @throws IOException when the ledger cannot be read or the page not be written
   */
  public static String write(Configuration conf, String output) throws IOException {
    Ledger ledger = Ledger.open(conf, output);
    RunDescription run =
        ledger
            .run()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "[%s] report: expected a folder extract wrote, found no _residua/run.json; correct the path"
                            .formatted(output)));
    return ledger.putReport(html(Material.gather(conf, ledger, run, named(output))));
  }

  /** Local folders as DuckDB and Python know them. */
  private static String named(String output) {
    return output.startsWith("file:/") ? output.substring("file:".length()) : output;
  }

  private static String html(Material material) {
    String body =
        new Headline(material).html()
            + new MapSection(material).html()
            + new SheetsSection(material).html()
            + new QuarantineSection(material).html()
            + new ImagesSection(material).html()
            + new TimeSection(material).html()
            + new PrecisionSection(material).html()
            + new ProvenanceSection(material).html()
            + UseSection.html(material.output())
            + FiguresJson.element(material);
    return Page.html(
        "Residua: " + material.output(),
        Page.resource(Report.class, "report.css"),
        body,
        Page.resource(Report.class, "report.js"));
  }
}
