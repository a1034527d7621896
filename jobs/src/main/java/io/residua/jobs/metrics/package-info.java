/**
 * How a run gets on, through Spark's metrics system: Prometheus, JMX and every other sink of it.
 *
 * <p>Begin with {@link io.residua.jobs.metrics.RunMetrics}, the driver's source {@code run}: what
 * the ledger holds, and what the tasks now running tell through their accumulators and the
 * executors' heartbeats, so that a scrape of the driver is enough. {@link
 * io.residua.jobs.metrics.SlotMetrics} is the source {@code slots} of each executor, for sinks that
 * run there.
 *
 * <p>Sources are registered once Spark runs. A plugin of Spark's would be loaded while executors
 * start, and one that is not found there ends them; it also would take a setting that is the
 * user's.
 */
@NullMarked
package io.residua.jobs.metrics;

import org.jspecify.annotations.NullMarked;
