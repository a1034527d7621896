package io.residua.backbone.weights.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack, the marks in it and the memo of one pickle, each bounded. */
final class PickleStack {
  /** Optimizers of ResNet-152 put some 10,000 values on it; nothing else comes near. */
  static final int MOST_VALUES = 200_000;

  private final PickleInput in;
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  PickleStack(PickleInput in) {
    this.in = in;
  }

  void push(Object value) {
    if (values.size() == MOST_VALUES) {
      throw tooMany("values at a time");
    }
    values.add(value);
  }

  Object pop() {
    if (values.size() <= lastMark()) {
      throw PickleException.damaged(in.position(), "a value", "none on the stack");
    }
    return values.remove(values.size() - 1);
  }

  Object peek() {
    Object top = pop();
    values.add(top);
    return top;
  }

  void mark() {
    if (marks.size() == MOST_VALUES) {
      throw tooMany("marks at a time");
    }
    marks.add(values.size());
  }

  /** The values behind the last mark, which goes with them. */
  List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw PickleException.damaged(in.position(), "a mark", "none on the stack");
    }
    List<Object> behind = values.subList(marks.remove(marks.size() - 1), values.size());
    List<Object> taken = new ArrayList<>(behind);
    behind.clear();
    return taken;
  }

  /** Python's POP takes a mark where no value is behind it. */
  void popValueOrMark() {
    if (values.size() == lastMark() && !marks.isEmpty()) {
      marks.remove(marks.size() - 1);
    } else {
      pop();
    }
  }

  /** The last values, in the order they were pushed. */
  List<Object> pop(int count) {
    Object[] taken = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      taken[i] = pop();
    }
    return List.of(taken);
  }

  void remember(long key) {
    memo.put(key, peek());
    if (memo.size() > MOST_VALUES) {
      throw tooMany("values to be remembered");
    }
  }

  /** Under the next free number. */
  void remember() {
    remember(memo.size());
  }

  Object recall(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw PickleException.damaged(in.position(), "a value remembered as " + key, "none");
    }
    return value;
  }

  private int lastMark() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private PickleException tooMany(String what) {
    return new PickleException(
        "pickle, byte %d: expected at most %d %s, found more; save the state_dict alone"
            .formatted(in.position(), MOST_VALUES, what));
  }
}
