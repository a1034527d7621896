package io.residua.io.lake;

/** Reads what a plan names. Thread-safe. */
interface PlannedReader {

  /** Its bytes, or why there are none. */
  Fetched read(LakeImage planned) throws InterruptedException;

  /** The most bytes that {@link #read} holds of it. */
  long mostBytes(LakeImage planned);
}
