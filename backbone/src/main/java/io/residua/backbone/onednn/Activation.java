package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;

/**
 * What a step reads or leaves.
 *
 * @param name as {@link io.residua.backbone.Quantization#ranges} has it
 * @param tensor number of the {@link Plan.Tensor} it lies in
 * @param shape of one image or clip
 * @param encoding of its values
 */
record Activation(String name, int tensor, FeatureShape shape, Encoding encoding) {}
