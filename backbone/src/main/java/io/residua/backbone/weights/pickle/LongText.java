package io.residua.backbone.weights.pickle;

/**
 * A text too long to be a name: where its UTF-8 lies in the file.
 *
 * @param position of its first byte in the file
 * @param length in bytes
 */
public record LongText(long position, long length) {}
