package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import java.util.Locale;

/**
 * Forward passes alone, timed and checked.
 *
 * @param engine name
 * @param precision of the convolutions
 * @param instructionSet the engine is held to
 * @param batchSize asked for
 * @param passImages images of a pass, fewer where they are large
 * @param height rows of the network's input
 * @param width columns of the network's input
 * @param slots that ran at once
 * @param imagesPerSecond of all slots
 * @param reference whose features the row's are compared with
 * @param agreement with them, the worst slot's
 * @param correct whether they are as near as they must be
 */
record ModelRow(
    String engine,
    Precision precision,
    String instructionSet,
    int batchSize,
    int passImages,
    int height,
    int width,
    int slots,
    Rate imagesPerSecond,
    String reference,
    Agreement agreement,
    boolean correct) {

  /** The row on one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s %s, batch %d, %s, %d %s: %.1f images/s",
        engine,
        precision.label(),
        batchSize,
        shape(),
        slots,
        slots == 1 ? "slot" : "slots",
        imagesPerSecond.median());
  }

  /** {@code height x width}, as {@code --shape} has it. */
  String shape() {
    return height + "x" + width;
  }

  /** Whether the other row differs in nothing but slots. */
  boolean sameButForSlots(ModelRow other) {
    return engine.equals(other.engine)
        && precision == other.precision
        && batchSize == other.batchSize
        && height == other.height
        && width == other.width;
  }
}
