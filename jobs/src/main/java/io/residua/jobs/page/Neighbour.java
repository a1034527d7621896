package io.residua.jobs.page;

/**
 * An image that is like another one.
 *
 * @param uri of the image
 * @param thumbnail of the image
 * @param cosine of their vectors, -1 to 1
 */
public record Neighbour(String uri, Thumbnail thumbnail, double cosine) {}
