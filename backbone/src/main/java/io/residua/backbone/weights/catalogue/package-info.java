/**
 * Official weights by name, and their way to this machine.
 *
 * <p>Begin with {@link io.residua.backbone.weights.catalogue.Catalogue}, which knows the files, and
 * {@link io.residua.backbone.weights.catalogue.Downloads}, which brings one into the cache and lets
 * it be used only when its checksum is the published one.
 *
 * <p>Knows the JDK only; reads no weights.
 */
package io.residua.backbone.weights.catalogue;
