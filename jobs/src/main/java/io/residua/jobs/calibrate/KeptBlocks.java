package io.residua.jobs.calibrate;

import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds the fewest parts of a network that must stay in bfloat16 for its drift to be let through:
 * those that cause most of it when each is quantized alone, since errors of parts add up nearly as
 * if they were independent.
 */
final class KeptBlocks {

  /** Images that the parts are ranked by, of those the ranges are from. */
  private static final int RANKING_IMAGES = 32;

  /**
   * Parts kept and what they leave.
   *
   * @param parts the one that causes most first
   * @param drift with them kept
   */
  record Kept(List<String> parts, Drift drift) {}

  private final List<String> parts;
  private final Trial trial;
  private final DriftLimits limits;
  private final PrintStream out;

  KeptBlocks(List<String> parts, Trial trial, DriftLimits limits, PrintStream out) {
    this.parts = parts;
    this.trial = trial;
    this.limits = limits;
    this.out = out;
  }

  /**
   * Searches; the drift of half of the parts kept is given when not even that is let through.
   *
   * @param calibrated images the ranges are from
   * @param heldOut images that decide
   */
  Kept find(Quantization all, List<Integer> calibrated, List<Integer> heldOut) throws IOException {
    List<String> ranked = ranked(all, calibrated);
    int most = (parts.size() + 1) / 2;
    Kept best = kept(all, ranked.subList(0, most), heldOut);
    int fewest = 1;
    while (limits.letThrough(best.drift()) && fewest < best.parts().size()) {
      int middle = (fewest + best.parts().size()) / 2;
      Kept fewer = kept(all, ranked.subList(0, middle), heldOut);
      if (limits.letThrough(fewer.drift())) {
        best = fewer;
      } else {
        fewest = middle + 1;
      }
    }
    return best;
  }

  private Kept kept(Quantization all, List<String> kept, List<Integer> heldOut) throws IOException {
    Drift drift = trial.drift(all.keeping(Set.copyOf(kept)), heldOut);
    say("with %d of %d blocks in bf16: %s", kept.size(), parts.size(), drift.text());
    return new Kept(List.copyOf(kept), drift);
  }

  private List<String> ranked(Quantization all, List<Integer> calibrated) throws IOException {
    long begun = System.nanoTime();
    List<Integer> some = calibrated.subList(0, Math.min(RANKING_IMAGES, calibrated.size()));
    Map<String, Double> cosines = new HashMap<>();
    for (String part : parts) {
      Set<String> others = new HashSet<>(parts);
      others.remove(part);
      cosines.put(part, trial.drift(all.keeping(others), some).cosineMean());
    }
    say(
        "ranked %d blocks by the drift each causes alone, %.1f s",
        parts.size(), (System.nanoTime() - begun) / 1e9);
    List<String> ranked = new ArrayList<>(parts);
    ranked.sort(Comparator.comparingDouble(part -> Objects.requireNonNull(cosines.get(part))));
    return ranked;
  }

  private void say(String format, Object... values) {
    out.println("int8: " + String.format(Locale.ROOT, format, values));
  }
}
