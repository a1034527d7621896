package io.residua.jobs.report;

import io.residua.io.ledger.Changes;
import io.residua.jobs.page.Html;
import io.residua.jobs.page.NeighbourSheet;
import java.util.List;
import java.util.stream.Collectors;

/** The top of the page: whose features these are, and that all images are accounted for. */
final class Headline {

  private final Material material;

  Headline(Material material) {
    this.material = material;
  }

  String html() {
    return "<header>\n%s<h1>%s</h1>\n<p class=\"lead\">%s</p>\n<p class=\"uri lead\">%s</p>\n</header>\n%s<div class=\"sum\">%s</div>\n%s"
        .formatted(
            state(), title(), what(), Html.escape(material.output()), warnings(), sum(), facts());
  }

  private String state() {
    return material.figures().finished()
        ? "<p class=\"state good\">finished</p>\n"
        : "<p class=\"state open\">not finished</p>\n";
  }

  /** The inputs by their last names. */
  private String title() {
    List<String> inputs = material.run().selection().inputs();
    String names =
        inputs.stream()
            .limit(3)
            .map(input -> NeighbourSheet.name(input.endsWith("/") ? cut(input) : input))
            .collect(Collectors.joining(", "));
    return Html.escape("Features of " + names + (inputs.size() > 3 ? ", …" : ""));
  }

  private static String cut(String input) {
    return input.substring(0, input.length() - 1);
  }

  private String what() {
    return Html.escape(
        "%s %s, %d values %s, computed in %s. Report of %s."
            .formatted(
                material.setting("model"),
                material.setting("embedding-stage"),
                Material.channels(material.run()),
                material.item().equals("image") ? "an image" : "a video",
                material.setting("precision"),
                Numbers.time(java.time.Instant.now())));
  }

  private String warnings() {
    String untrained =
        material.untrained()
            ? "<p class=\"banner open\"><b>Untrained weights.</b> They were generated for a dry run: the features mean nothing but arithmetic.</p>\n"
            : "";
    Figures figures = material.figures();
    return untrained + unreadable() + unfinished(figures);
  }

  private String unreadable() {
    RowSample rows = material.rows();
    return rows.shardsFailed() == 0
        ? ""
        : "<p class=\"banner open\"><b>Damaged.</b> Of %s looked at, %s of them could not be read. <code>residua verify</code> says what is wrong.</p>\n"
            .formatted(
                Numbers.count(rows.shardsRead() + rows.shardsFailed(), "shard"),
                Numbers.count(rows.shardsFailed()));
  }

  private static String unfinished(Figures figures) {
    return figures.finished()
        ? ""
        : "<p class=\"banner open\"><b>Not finished.</b> %s of %s are done; the command it was begun with goes on from there. Everything below is of what is done.</p>\n"
            .formatted(
                Numbers.count(figures.shardsDone()), Numbers.count(figures.shards(), "shard"));
  }

  private String sum() {
    Figures figures = material.figures();
    String sum =
        tile("listed", figures.listed(), "listed", "")
            + sign("=")
            + tile("embedded", figures.embedded(), "embedded", share(figures.embedded()))
            + sign("+")
            + tile(
                "quarantined",
                figures.inQuarantine(),
                "quarantined",
                share(figures.inQuarantine()));
    return figures.finished()
        ? sum
        : sum
            + sign("+")
            + tile("missing", figures.missing(), "not done yet", share(figures.missing()));
  }

  private String share(long images) {
    long listed = material.figures().listed();
    return listed > 0 ? Numbers.percent((double) images / listed) : "";
  }

  private static String tile(String name, long number, String label, String note) {
    String some = name.equals("quarantined") && number > 0 ? " some" : "";
    return "<div class=\"tile %s%s\"><b data-figure=\"%s\">%s</b><span>%s</span><i>%s</i></div>"
        .formatted(name, some, name, Numbers.count(number), label, note);
  }

  private static String sign(String sign) {
    return "<div class=\"sign\">" + sign + "</div>";
  }

  private String facts() {
    Pace pace = material.pace();
    StringBuilder facts = new StringBuilder("<dl class=\"facts\">");
    fact(facts, "input", Numbers.bytes(material.run().bytes()));
    fact(facts, "shards", Numbers.count(material.run().shards()));
    if (pace.activeSeconds() > 0) {
      fact(facts, "running for", Numbers.duration(pace.activeSeconds()));
      fact(facts, material.item() + "s a second", Numbers.decimal(pace.rate()));
    }
    listing(facts);
    material.changes().ifPresent(changes -> since(facts, changes));
    return facts.append("</dl>\n").toString();
  }

  private void listing(StringBuilder facts) {
    some(facts, "listed twice, planned once", material.run().duplicates());
    some(facts, "hidden names skipped", material.run().skippedHidden());
    some(facts, "left out by globs", material.run().skippedByGlob());
    some(facts, "no regular files", material.run().skippedSpecial());
  }

  private static void since(StringBuilder facts, Changes changes) {
    fact(facts, "copied unchanged", Numbers.count(changes.copied()));
    fact(facts, "changed", Numbers.count(changes.changed()));
    fact(facts, "new", Numbers.count(changes.added()));
    fact(facts, "tried again", Numbers.count(changes.retried()));
    fact(facts, "deleted since", Numbers.count(changes.deleted()));
  }

  private static void some(StringBuilder facts, String what, long number) {
    if (number > 0) {
      fact(facts, what, Numbers.count(number));
    }
  }

  private static void fact(StringBuilder facts, String what, String value) {
    facts.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(what, value));
  }
}
