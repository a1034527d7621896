/**
 * Python's pickle language, read as data: nothing a file names is looked up, loaded or run.
 *
 * <p>Begin with {@link io.residua.backbone.weights.pickle.Unpickler}. Values become {@link
 * io.residua.backbone.weights.pickle.None}, Boolean, Long or BigInteger, Double, String or {@link
 * io.residua.backbone.weights.pickle.LongText}, {@link io.residua.backbone.weights.pickle.Bytes},
 * List for lists and tuples, {@link io.residua.backbone.weights.pickle.Dict}, {@link
 * io.residua.backbone.weights.pickle.Global} for the name of a class or function, and whatever
 * {@link io.residua.backbone.weights.pickle.Constructors} make of the calls they know. Values can
 * contain themselves: never hash, compare or print a list.
 *
 * <p>Knows only the JDK; nothing of tensors.
 */
package io.residua.backbone.weights.pickle;
