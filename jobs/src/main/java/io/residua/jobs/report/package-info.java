/**
 * {@code OUT/_residua/report.html}: what a run did, for someone who did not run it.
 *
 * <p>Begin with {@link io.residua.jobs.report.Report}. Figures come from run.json and the ledger's
 * records, which are exact; {@code RowSample} is a bounded number of rows spread over the
 * embeddings, and whatever is drawn from it says how many. The page holds its figures a second time
 * as JSON, in the element {@code report-data}. Reads the run through its ledger, and writes nothing
 * but the page.
 */
@NullMarked
package io.residua.jobs.report;

import org.jspecify.annotations.NullMarked;
