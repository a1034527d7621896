package io.residua.backbone.weights;

import java.util.List;

/**
 * A tensor as PyTorch pickles it.
 *
 * @param storage holds its values
 * @param offset of the first value within the storage
 * @param shape extents
 * @param strides in values, one for each extent
 */
record TorchTensor(TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {}
