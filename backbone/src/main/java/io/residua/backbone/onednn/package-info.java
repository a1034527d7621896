/**
 * The default engine: oneDNN's convolutions, each with its bias, shortcut and ReLU fused into it.
 *
 * <p>Begin with {@link io.residua.backbone.onednn.OnednnEngine}. A backbone packs its weights once
 * and keeps one {@code Plan} of primitives per input shape; a slot binds a plan to memory of its
 * own and runs it. Every tensor is channels-last (NHWC, of clips NTHWC) from the pixels to the last
 * map, so that no layer is reordered for the next.
 *
 * <p>Knows oneDNN through JavaCPP and the root package; nothing of files, images or Spark.
 */
package io.residua.backbone.onednn;
