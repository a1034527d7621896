package io.residua.backbone.weights.pickle;

/** An object that gets its contents in a second step, by {@code BUILD}. */
public interface Stateful {

  /**
   * Takes the contents.
   *
   * @throws PickleException when they are not what such an object has
   */
  void state(Object state);
}
