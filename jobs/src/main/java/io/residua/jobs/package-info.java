/**
 * The command line, one thin class a command.
 *
 * <p>Begin with {@link io.residua.jobs.Residua}. {@code extract} holds the main job, {@code verify}
 * its independent proof, {@code status} and {@code report} tell people of a run, {@code search} is
 * the index of its output, {@code demo} the first look.
 */
@NullMarked
package io.residua.jobs;

import org.jspecify.annotations.NullMarked;
