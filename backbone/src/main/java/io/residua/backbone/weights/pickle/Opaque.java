package io.residua.backbone.weights.pickle;

/**
 * An object that is known to be no weights: its state is read over and forgotten.
 *
 * @param type whose it is
 */
public record Opaque(Global type) {}
