package io.residua.jobs.extract;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import io.residua.io.ledger.Calibration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a calibration that was not measured here fits a run; else executors would find out. */
final class CalibrationFit {

  private final Calibration calibration;
  private final String where;

  /**
   * @param where the calibration is from, for messages
   */
  CalibrationFit(Calibration calibration, String where) {
    this.calibration = calibration;
    this.where = where;
  }

  /**
   * Lets only one pass that was measured for such features and has all they need.
   *
   * @throws IllegalArgumentException when it was not, or has not
   */
  Calibration require(FeatureChoice features) {
    calibration.requireMeasuredFor(features.settings(), where);
    Quantization quantization = calibration.quantization();
    activations(features.weights()).forEach(quantization::range);
    if (!parts(features.weights()).containsAll(quantization.kept())) {
      throw new IllegalArgumentException(
          "[%s] kept: expected blocks of %s, found %s; calibrate anew without --calibration"
              .formatted(where, features.weights().spec().name(), quantization.kept()));
    }
    return calibration;
  }

  private static List<String> activations(FoldedWeights weights) {
    List<String> names = new ArrayList<>(List.of(Quantization.INPUT));
    Set<Convolution> summed = new HashSet<>();
    for (ResidualBlock block : blocks(weights)) {
      names.add(block.name());
      summed.add(block.last());
    }
    for (Convolution convolution : weights.spec().convolutions(weights.deepest())) {
      if (!summed.contains(convolution)) {
        names.add(convolution.name());
      }
    }
    return names;
  }

  private static Set<String> parts(FoldedWeights weights) {
    Set<String> parts = new HashSet<>(Set.of(Quantization.STEM));
    blocks(weights).forEach(block -> parts.add(block.name()));
    return parts;
  }

  private static List<ResidualBlock> blocks(FoldedWeights weights) {
    List<ResidualBlock> blocks = new ArrayList<>();
    for (Stage stage : weights.spec().stagesTo(weights.deepest())) {
      blocks.addAll(weights.spec().blocks(stage));
    }
    return blocks;
  }
}
