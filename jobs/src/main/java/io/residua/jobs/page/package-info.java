/**
 * Pages for people: one HTML file each, that needs no other and asks no network.
 *
 * <p>Begin with {@link io.residua.jobs.page.Page}, the frame; {@link io.residua.jobs.page.Html}
 * lets text from outside into it, {@link io.residua.jobs.page.Thumbnails} pictures, and {@link
 * io.residua.jobs.page.NeighbourSheet} is an image and those most like it. Knows nothing of what a
 * page is about.
 */
@NullMarked
package io.residua.jobs.page;

import org.jspecify.annotations.NullMarked;
