/**
 * From the bytes of an image file to the pixels a network is fed with, as Pillow 9.4 and
 * torchvision 0.14 make them, to the bit.
 *
 * <p>Begin at {@link io.residua.io.image.Decoder}. {@link io.residua.io.image.IsolatedDecoder}
 * decodes in a child process and is the one for images from outside; {@link
 * io.residua.io.image.InProcessDecoder} does the same work in the calling process. Inside, an image
 * goes through {@code ImageFormat} (first bytes), a {@code Codec} (header, limits, pixels) and
 * {@code Resize} (the window the crop needs).
 *
 * <p>This package must not know lakes, tables, ledgers, Hadoop, Arrow or Spark; of the backbone
 * only its root package. What a child process of the same user can still reach (the files of that
 * user, the parent's entries under {@code /proc}) is not closed off here.
 */
package io.residua.io.image;
