/**
 * {@code residua model describe}: the layers of a network, printed.
 *
 * <p>Begin with {@link io.residua.jobs.describe.Description}. Knows the vocabulary of the backbone;
 * neither weights nor engines nor Spark.
 */
@NullMarked
package io.residua.jobs.describe;

import org.jspecify.annotations.NullMarked;
