package io.residua.jobs.report;

import io.residua.jobs.page.Html;

/** How to read the files, and how to prove them. */
final class UseSection {

  private static final String HTML =
      """
      <section id="use"><h2>Use</h2>
      <h3>DuckDB</h3>
      <pre>SELECT uri, embedding FROM '%1$s/embeddings/*.parquet'</pre>
      <h3>Spark</h3>
      <pre>spark.read().parquet("%1$s/embeddings")</pre>
      <h3>Python</h3>
      <pre>pyarrow.parquet.read_table("%1$s/embeddings", columns=["uri", "embedding"])</pre>
      <h3>Prove that every image is there once and no file has changed</h3>
      <pre>residua verify %1$s</pre>
      <h3>Make this page again</h3>
      <pre>residua report %1$s</pre>
      <p class="note">Only vectors of one settings-id belong into one index. The figures of this page are in it as JSON, too: <code>#report-data</code>.</p>
      </section>
      """;

  private UseSection() {}

  static String html(String output) {
    return HTML.formatted(Html.escape(output));
  }
}
