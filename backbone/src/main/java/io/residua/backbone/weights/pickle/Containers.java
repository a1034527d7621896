package io.residua.backbone.weights.pickle;

import java.util.ArrayList;
import java.util.List;

/** Fills the list, dictionary or set on top of the stack; sets are made, but hold nothing. */
final class Containers {
  private final PickleInput in;
  private final PickleStack stack;

  Containers(PickleInput in, PickleStack stack) {
    this.in = in;
    this.stack = stack;
  }

  void append(List<Object> items) {
    Object target = stack.peek();
    if (target instanceof ArrayList<?>) {
      @SuppressWarnings("unchecked")
      List<Object> list = (List<Object>) target;
      list.addAll(items);
    } else if (!(target instanceof Opaque)) {
      throw damaged("a list to append to", "another value");
    }
  }

  void frozenSet(List<Object> items) {
    stack.push(new Opaque(new Global("builtins", "frozenset")));
    append(items);
  }

  void dict(List<Object> keysAndValues) {
    stack.push(new Dict());
    setItems(keysAndValues);
  }

  void setItems(List<Object> keysAndValues) {
    Object target = stack.peek();
    if (keysAndValues.size() % 2 != 0) {
      throw damaged("a value for each key", "a key without");
    }
    if (!(target instanceof Dict || target instanceof Opaque)) {
      throw damaged("a dictionary to put items into", "another value");
    }
    for (int i = 0; target instanceof Dict dict && i < keysAndValues.size(); i += 2) {
      put(dict, keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  /** Python 2's names are byte strings. */
  private void put(Dict dict, Object key, Object value) {
    if (key instanceof String text) {
      dict.put(text, value);
    } else if (key instanceof Bytes bytes && bytes.length() <= Scalars.MOST_NAME_BYTES) {
      dict.put(in.latin1(bytes), value);
    }
  }

  private PickleException damaged(String expected, String found) {
    return PickleException.damaged(in.position(), expected, found);
  }
}
