package io.residua.jobs.search;

import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** JVector's types, without its complaint about Java 17, of which nobody is to do anything. */
final class JVector {

  // A logger that nobody holds loses its level.
  private static final Logger COMPLAINING =
      Logger.getLogger("io.github.jbellis.jvector.vector.VectorizationProvider");

  private static final VectorTypeSupport TYPES = quietly();

  private JVector() {}

  private static VectorTypeSupport quietly() {
    COMPLAINING.setLevel(Level.SEVERE);
    return VectorizationProvider.getInstance().getVectorTypeSupport();
  }

  /** An array as JVector's vector, a view. To be asked for before any other class of JVector. */
  static VectorFloat<?> vector(float[] values) {
    return TYPES.createFloatVector(values);
  }
}
