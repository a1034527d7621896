package io.residua.backbone.onednn;

import io.residua.backbone.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Where the activations of a pass lie in one block of memory. Tensors whose lives do not meet share
 * a place; the maps that were wanted keep theirs to the end.
 */
final class ArenaLayout {
  private static final long ALIGNMENT_BYTES = 64;

  private final Plan plan;
  private final Set<Stage> wanted;
  private final int steps;
  private final List<Life> lives = new ArrayList<>();
  private final long[] offsets;
  private final boolean[] whole;
  private final long activationBytes;

  ArenaLayout(Plan plan, Set<Stage> wanted) {
    this.plan = plan;
    this.wanted = wanted;
    this.offsets = new long[plan.tensors().size()];
    this.whole = new boolean[plan.tensors().size()];
    this.steps =
        1
            + wanted.stream()
                .mapToInt(stage -> lastStep(plan.output(stage).tensor()))
                .max()
                .orElse(-1);
    for (int tensor = Plan.INPUT + 1; tensor < plan.tensors().size(); tensor++) {
      if (firstStep(tensor) < steps) {
        lives.add(life(tensor));
      }
    }
    this.activationBytes = place();
  }

  /** Steps from the input to the deepest stage wanted. */
  int steps() {
    return steps;
  }

  /** Whether a tensor holds the batch, not one image that the next overwrites. */
  boolean whole(int tensor) {
    return tensor == Plan.INPUT || whole[tensor];
  }

  /** First byte of a tensor other than the input. */
  long offset(int tensor) {
    return offsets[tensor];
  }

  /** Where the scratchpad begins, behind the activations. */
  long scratchpadOffset() {
    return activationBytes;
  }

  /** Size of the block: activations and scratchpad. */
  long bytes() {
    return activationBytes
        + plan.steps().subList(0, steps).stream()
            .mapToLong(step -> step.kernel().scratchpadBytes())
            .max()
            .orElse(0);
  }

  private long place() {
    List<Life> placed = new ArrayList<>();
    long end = 0;
    for (Life life : lives) {
      long offset = 0;
      for (Life other : placed) {
        if (other.meets(life) && offsets[other.tensor] < offset + life.bytes) {
          offset = Math.max(offset, offsets[other.tensor] + other.bytes);
        }
      }
      offsets[life.tensor] = offset;
      placed.add(life);
      placed.sort(Comparator.comparingLong(other -> offsets[other.tensor]));
      end = Math.max(end, offset + life.bytes);
    }
    return end;
  }

  private Life life(int tensor) {
    int first = firstStep(tensor);
    int last = Math.min(lastUse(tensor), steps - 1);
    boolean kept = wanted.stream().anyMatch(stage -> plan.output(stage).tensor() == tensor);
    int images = plan.shape().images();
    whole[tensor] = kept || plan.steps().get(last).images() == images || images == 1;
    if (whole[tensor]) {
      first = firstOfRun(first);
      last = kept ? steps : lastOfRun(last);
    }
    long bytes = plan.bytes(tensor, whole[tensor] ? images : 1);
    return new Life(tensor, first, last, -(-bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES);
  }

  private int firstOfRun(int step) {
    int first = step;
    while (first > 0 && byImage(first) && byImage(first - 1)) {
      first--;
    }
    return first;
  }

  private int lastOfRun(int step) {
    int last = step;
    while (last + 1 < steps && byImage(last) && byImage(last + 1)) {
      last++;
    }
    return last;
  }

  private boolean byImage(int step) {
    return plan.steps().get(step).images() < plan.shape().images();
  }

  private int firstStep(int tensor) {
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.steps().get(i).target().tensor() == tensor) {
        return i;
      }
    }
    throw new IllegalStateException("tensor " + tensor + " is never written");
  }

  private int lastStep(int tensor) {
    for (int i = plan.steps().size() - 1; i >= 0; i--) {
      if (plan.steps().get(i).target().tensor() == tensor) {
        return i;
      }
    }
    throw new IllegalStateException("tensor " + tensor + " is never written");
  }

  private int lastUse(int tensor) {
    int last = lastStep(tensor);
    for (int i = last + 1; i < plan.steps().size(); i++) {
      if (plan.steps().get(i).source().tensor() == tensor) {
        last = i;
      }
    }
    return last;
  }

  /** Bytes that hold a tensor from one step to another, both included. */
  private record Life(int tensor, int first, int last, long bytes) {
    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }
  }
}
