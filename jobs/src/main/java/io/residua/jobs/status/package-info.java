/**
 * What a run is doing that someone else started, from its output alone.
 *
 * <p>Begin with {@link io.residua.jobs.status.RunWatch}. Only reads. Knows nothing of Spark:
 * whether a run lives shows in when its shards were done.
 */
@NullMarked
package io.residua.jobs.status;

import org.jspecify.annotations.NullMarked;
