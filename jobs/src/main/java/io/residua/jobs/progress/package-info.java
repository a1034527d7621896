/** How long work says how far it is. Begin with {@link io.residua.jobs.progress.LiveLine}. */
@NullMarked
package io.residua.jobs.progress;

import org.jspecify.annotations.NullMarked;
