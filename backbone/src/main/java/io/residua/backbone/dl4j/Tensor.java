package io.residua.backbone.dl4j;

import io.residua.backbone.FeatureShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maps of a batch.
 *
 * @param array float32 NHWC, or NTHWC of clips, dense
 * @param shape of one image's or clip's
 */
record Tensor(INDArray array, FeatureShape shape) {}
