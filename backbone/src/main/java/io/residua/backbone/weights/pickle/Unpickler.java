package io.residua.backbone.weights.pickle;

import java.util.ArrayList;
import java.util.List;

/**
 * A machine for Python's pickle language, protocols 0 to 5, that makes data only. What a call makes
 * is decided by {@link Constructors}; nothing is imported, looked up or run. It does not recurse,
 * and stack, memo, texts and steps are bounded, so that a hostile file takes neither time nor
 * memory. Opcodes are named as in Python's pickletools.
 */
public final class Unpickler {
  /** Checkpoints of ResNet-152 with an optimizer take some 100,000. */
  private static final int MOST_STEPS = 1_000_000;

  /** A list can be handed to a million calls, and each copies it; tensors have 10 at most. */
  private static final int MOST_ARGUMENTS = 100;

  private static final int LATEST_PROTOCOL = 5;

  private final PickleInput in;
  private final Constructors constructors;
  private final PickleStack stack;
  private final Scalars scalars;
  private final Containers containers;

  private Unpickler(PickleInput in, Constructors constructors) {
    this.in = in;
    this.constructors = constructors;
    this.stack = new PickleStack(in);
    this.scalars = new Scalars(in);
    this.containers = new Containers(in, stack);
  }

  /**
   * The value of a pickle; {@code in} then stands behind it.
   *
   * @throws PickleException when it is damaged, cut short or too large, or calls what is not
   *     allowed
   */
  public static Object read(PickleInput in, Constructors constructors) {
    return new Unpickler(in, constructors).run();
  }

  private Object run() {
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      int opcode = in.uint8();
      if (opcode == '.') {
        return stack.pop();
      }
      step(opcode);
    }
    throw new PickleException(
        "pickle, byte %d: expected at most %d steps, found more; save the state_dict alone"
            .formatted(in.position(), MOST_STEPS));
  }

  private void step(int opcode) {
    switch (opcode) {
      case 'N' -> stack.push(None.NONE);
      case 0x88 -> stack.push(true); // NEWTRUE
      case 0x89 -> stack.push(false); // NEWFALSE
      case 'I', 'L' -> stack.push(scalars.decimal());
      case 'J' -> stack.push((long) in.int32());
      case 'K' -> stack.push((long) in.uint8());
      case 'M' -> stack.push((long) in.uint16());
      case 0x8a -> stack.push(scalars.integer(in.uint8())); // LONG1
      case 0x8b -> stack.push(scalars.integer(in.int32())); // LONG4
      case 'F' -> stack.push(scalars.decimalFraction());
      case 'G' -> stack.push(in.bigEndianDouble());
      case 'S' -> stack.push(scalars.quoted());
      case 'T' -> stack.push(scalars.bytes(in.int32()));
      case 'U', 'C' -> stack.push(scalars.bytes(in.uint8()));
      case 'B' -> stack.push(scalars.bytes(in.uint32()));
      case 0x8e, 0x96 -> stack.push(scalars.bytes(in.length64())); // BINBYTES8, BYTEARRAY8
      case 'V' -> stack.push(scalars.escapedLine());
      case 0x8c -> stack.push(scalars.text(in.uint8())); // SHORT_BINUNICODE
      case 'X' -> stack.push(scalars.text(in.uint32()));
      case 0x8d -> stack.push(scalars.text(in.length64())); // BINUNICODE8
      case ')' -> stack.push(List.of());
      case 't' -> stack.push(List.copyOf(stack.popToMark()));
      case 0x85, 0x86, 0x87 -> stack.push(stack.pop(opcode - 0x84)); // TUPLE1 to TUPLE3
      case ']' -> stack.push(new ArrayList<>());
      case 'l' -> stack.push(stack.popToMark());
      case 'a' -> containers.append(stack.pop(1));
      case 'e' -> containers.append(stack.popToMark());
      case '}' -> stack.push(new Dict());
      case 'd' -> containers.dict(stack.popToMark());
      case 's' -> containers.setItems(stack.pop(2));
      case 'u' -> containers.setItems(stack.popToMark());
      case 0x8f -> stack.push(new Opaque(new Global("builtins", "set"))); // EMPTY_SET
      case 0x90 -> containers.append(stack.popToMark()); // ADDITEMS
      case 0x91 -> containers.frozenSet(stack.popToMark()); // FROZENSET
      case '0' -> stack.popValueOrMark();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.peek());
      case '(' -> stack.mark();
      case 'p' -> stack.remember(number(scalars.decimal()));
      case 'q' -> stack.remember(in.uint8());
      case 'r' -> stack.remember(in.uint32());
      case 0x94 -> stack.remember(); // MEMOIZE
      case 'g' -> stack.push(stack.recall(number(scalars.decimal())));
      case 'h' -> stack.push(stack.recall(in.uint8()));
      case 'j' -> stack.push(stack.recall(in.uint32()));
      case 'c' -> stack.push(new Global(scalars.line(), scalars.line()));
      case 0x93 -> stack.push(global(stack.pop(2))); // STACK_GLOBAL
      case 'R', 0x81 -> call(stack.pop(2)); // REDUCE, NEWOBJ
      case 0x92 -> call(stack.pop(3)); // NEWOBJ_EX
      case 'i' -> instance(new Global(scalars.line(), scalars.line()), stack.popToMark());
      case 'o' -> object(stack.popToMark());
      case 'b' -> build(stack.pop());
      case 'P' -> stack.push(constructors.persistent(scalars.line()));
      case 'Q' -> stack.push(constructors.persistent(stack.pop()));
      case 0x80 -> protocol(in.uint8()); // PROTO
      case 0x95 -> frame(in.length64()); // FRAME
      case 0x82, 0x83, 0x84 -> throw refused("a name of Python's extension registry");
      case 0x97, 0x98 -> throw refused("a buffer kept outside the file");
      default -> throw damaged("an opcode of pickle", "0x%02x".formatted(opcode));
    }
  }

  private Global global(List<Object> moduleAndName) {
    return new Global(name(moduleAndName.get(0)), name(moduleAndName.get(1)));
  }

  /** REDUCE, NEWOBJ and NEWOBJ_EX, whose named arguments are let go. */
  private void call(List<Object> calleeAndArguments) {
    if (!(calleeAndArguments.get(0) instanceof Global callee)) {
      throw refused("a call of what is no name");
    }
    if (!(calleeAndArguments.get(1) instanceof List<?> arguments)) {
      throw damaged("arguments of " + callee + " in a tuple", "another value");
    }
    if (arguments.size() > MOST_ARGUMENTS) {
      throw damaged("at most " + MOST_ARGUMENTS + " arguments of " + callee, "more");
    }
    instance(callee, List.copyOf(arguments));
  }

  private void object(List<Object> calleeAndArguments) {
    if (calleeAndArguments.isEmpty() || !(calleeAndArguments.get(0) instanceof Global callee)) {
      throw refused("a call of what is no name");
    }
    instance(callee, calleeAndArguments.subList(1, calleeAndArguments.size()));
  }

  private void instance(Global callee, List<Object> arguments) {
    stack.push(constructors.call(callee, arguments));
  }

  /** State of dictionaries and of what is let go, as {@code _metadata} of a state_dict, is none. */
  private void build(Object state) {
    Object built = stack.peek();
    if (built instanceof Stateful stateful) {
      stateful.state(state);
    } else if (!(built instanceof Dict || built instanceof Opaque)) {
      throw refused("an object's state for what is none");
    }
  }

  private void protocol(int protocol) {
    if (protocol > LATEST_PROTOCOL) {
      throw damaged("a protocol of 0 to " + LATEST_PROTOCOL, String.valueOf(protocol));
    }
  }

  private void frame(long length) {
    in.requireLeft(length);
  }

  private String name(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw damaged("a name", "another value");
  }

  private long number(Object value) {
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    throw damaged("a number of at least 0", "another value");
  }

  private PickleException damaged(String expected, String found) {
    return PickleException.damaged(in.position(), expected, found);
  }

  private PickleException refused(String found) {
    return new PickleException(
        "expected tensors and plain data, found %s; do not trust this file".formatted(found));
  }
}
