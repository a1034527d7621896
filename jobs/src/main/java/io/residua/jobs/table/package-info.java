/**
 * Tables that a Spark source reads and whose rows lie in Parquet files: Delta, Iceberg.
 *
 * <p>Begin with {@link io.residua.jobs.table.SourceTable}, which asks Spark for one thing only: in
 * which file, and at which number there, each row is that the table still holds. The files are then
 * listed and read as Parquet files are, so that no image travels in a Spark row.
 *
 * <p>What cannot be had that way without a doubt is refused: sources that put rows together from
 * several files, and columns that the table names otherwise than its files. The sources are no
 * dependencies; the little that only their classes know is asked by reflection, and what does not
 * answer is refused, too.
 */
@NullMarked
package io.residua.jobs.table;

import org.jspecify.annotations.NullMarked;
