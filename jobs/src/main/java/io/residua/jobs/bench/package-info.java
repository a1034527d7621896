/**
 * {@code residua bench}: what this machine does, in images a second, with a check beside each time.
 *
 * <p>Begin with {@link io.residua.jobs.bench.Bench}. {@code ModelBench} times forward passes alone,
 * {@code DecodeBench} decoding alone, {@code JobBench} the whole job as {@code extract} runs it. A
 * rate is a difference of images over a difference of seconds, {@code Rate}, so that start-up does
 * not count.
 */
@NullMarked
package io.residua.jobs.bench;

import org.jspecify.annotations.NullMarked;
