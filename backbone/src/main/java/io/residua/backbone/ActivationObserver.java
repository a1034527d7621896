package io.residua.backbone;

import java.nio.FloatBuffer;

/** Sees the activations of a forward pass, in the order they are computed. */
@FunctionalInterface
public interface ActivationObserver {

  /**
   * Told once for each activation and image.
   *
   * @param activation its name, as {@link Quantization#ranges} has it
   * @param values float32 values of one image or clip, in no particular layout; a view that dies
   *     with the call
   */
  void observe(String activation, FloatBuffer values);
}
