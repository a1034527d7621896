package io.residua.backbone.weights;

import java.util.function.Supplier;

/** Makes a message of whatever jhdf throws. */
final class Hdf5Faults {
  private Hdf5Faults() {}

  /** jhdf is not made for hostile files: what it throws on them may be anything. */
  static <T> T guarded(String name, Supplier<T> action) {
    try {
      return action.get();
    } catch (WeightsException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof WeightsException)) {
        cause = cause.getCause();
      }
      if (cause instanceof WeightsException known) {
        throw known;
      }
      throw new WeightsException(
          name,
          "expected an HDF5 file of weights, found a fault: %s; the file is damaged, get it again"
              .formatted(reason(cause)),
          e);
    }
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getMessage().lines().findFirst().orElse("none");
  }
}
