package io.residua.backbone.weights.pickle;

import java.util.List;

/** What the calls in a pickle make: the list of all that is allowed. */
public interface Constructors {

  /**
   * The value of a call, of a function or a class alike.
   *
   * @param arguments by position; named ones are not handed on
   * @throws PickleException when the callee is not allowed, or the arguments do not fit
   */
  Object call(Global callee, List<Object> arguments);

  /**
   * What a persistent id stands for, something kept outside the pickle.
   *
   * @throws PickleException when there is no such thing
   */
  Object persistent(Object id);
}
