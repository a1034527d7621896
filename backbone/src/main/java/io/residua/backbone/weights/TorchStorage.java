package io.residua.backbone.weights;

/**
 * Values that PyTorch keeps outside the pickle, which tensors are views of.
 *
 * @param dtype of each value
 * @param key the name of what holds them: {@code 0}, {@code 94020255495056}
 * @param first value within what holds them; above 0 only in legacy files, whose storages could be
 *     views themselves
 * @param count of its values
 * @param heldCount of the values of what holds them, at least {@code first + count}
 */
record TorchStorage(Dtype dtype, String key, long first, long count, long heldCount) {}
