package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import io.residua.backbone.weights.pickle.Constructors;
import io.residua.backbone.weights.pickle.Dict;
import io.residua.backbone.weights.pickle.Global;
import io.residua.backbone.weights.pickle.LongText;
import io.residua.backbone.weights.pickle.Opaque;
import io.residua.backbone.weights.pickle.PickleException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that may be called in a pickle of weights: PyTorch's and NumPy's ways to make a tensor, plain
 * containers, and a few objects of training that are read over. Everything else is refused by name.
 */
final class PickledObjects implements Constructors {
  /** Made and forgotten: what training programs leave beside the tensors. */
  private static final Set<String> FORGOTTEN =
      Set.of(
          "argparse.Namespace",
          "builtins.complex",
          "builtins.frozenset",
          "builtins.set",
          "builtins.slice",
          "collections.Counter",
          "collections.deque",
          "datetime.datetime",
          "datetime.timedelta",
          "lightning_fabric.utilities.data.AttributeDict",
          "mmengine.logging.history_buffer.HistoryBuffer",
          "numpy.core.multiarray.scalar",
          "pathlib.PosixPath",
          "pytorch_lightning.utilities.parsing.AttributeDict",
          "torch.device");

  /** What all copies may hold: a text, a list can be handed to any number of calls. */
  private static final long MOST_COPIED_BYTES = 16 << 20;

  private static final int BYTES_AN_ITEM = 32;

  private final TorchObjects torch = new TorchObjects();
  private long copiedBytes;

  /** Every storage that was named so far, by key. */
  Map<String, TorchStorage> storages() {
    return torch.storages();
  }

  @Override
  public Object persistent(Object id) {
    return torch.persistent(id);
  }

  @Override
  public Object call(Global callee, List<Object> arguments) {
    String name = modern(callee.toString());
    return switch (name) {
      case "collections.OrderedDict", "builtins.dict" -> dict(arguments);
      case "collections.defaultdict" -> new Dict();
      case "builtins.list" -> new ArrayList<>(items(arguments));
      case "builtins.tuple", "torch.Size" -> List.copyOf(items(arguments));
      case "builtins.bytes", "builtins.bytearray" ->
          arguments.isEmpty() ? Bytes.of(new byte[0]) : copied(arguments.get(0));
      case "_codecs.encode" -> copied(argument(arguments, 0));
      case "numpy.core.multiarray._reconstruct" -> new NumpyArray();
      case "numpy.core.numeric._frombuffer" -> NumpyArray.fromBuffer(arguments);
      case "numpy.dtype" -> new NumpyDtype(code(argument(arguments, 0)));
      case "copyreg._reconstructor" -> made(argument(arguments, 0), List.of());
      case "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2" ->
          made(argument(arguments, 0), list(arguments, 2));
      default ->
          FORGOTTEN.contains(name) ? new Opaque(callee) : torch.call(callee, name, arguments);
    };
  }

  /** Python 2's and NumPy 2's names for what Python 3 and NumPy 1 have. */
  private static String modern(String name) {
    return name.replaceFirst("^__builtin__\\.", "builtins.")
        .replaceFirst("^copy_reg\\.", "copyreg.")
        .replaceFirst("^numpy\\._core\\.", "numpy.core.");
  }

  /** The items of a container that is made of another. */
  private List<?> items(List<Object> arguments) {
    List<?> items = arguments.isEmpty() ? List.of() : list(arguments, 0);
    countCopied((long) items.size() * BYTES_AN_ITEM);
    return items;
  }

  private Bytes copied(Object bytes) {
    if (bytes instanceof String text) {
      countCopied(text.length());
    }
    return bytes(bytes);
  }

  private void countCopied(long bytes) {
    copiedBytes += bytes;
    if (copiedBytes > MOST_COPIED_BYTES) {
      throw unexpected("copies of at most %d bytes".formatted(MOST_COPIED_BYTES), "more");
    }
  }

  private Dict dict(List<Object> arguments) {
    Dict dict = new Dict();
    for (Object pair : items(arguments)) {
      if (!(pair instanceof List<?> entry) || entry.size() != 2) {
        throw unexpected("pairs of key and value in a dictionary", "another value");
      }
      String key = name(entry.get(0));
      if (!key.isEmpty()) {
        dict.put(key, entry.get(1));
      }
    }
    return dict;
  }

  /** What a call makes that stands in another call, under the same rules. */
  private Object made(Object callee, List<?> arguments) {
    if (callee instanceof Global named
        && !modern(named.toString()).matches("copyreg\\..*|torch\\._tensor\\..*")) {
      return call(named, List.copyOf(arguments));
    }
    throw unexpected("the name of a class or function", "another value");
  }

  private static String code(Object code) {
    return name(code).replaceFirst("^[<>=|]", "");
  }

  /** A text, also Python 2's; empty for all else. */
  static String name(Object value) {
    return value instanceof Bytes bytes
        ? bytes.shortText()
        : value instanceof String text ? text : "";
  }

  /** Byte strings in each of their spellings; texts have a character up to 255 for each byte. */
  static Bytes bytes(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes;
    }
    if (value instanceof LongText text) {
      return Bytes.inFile(text);
    }
    if (value instanceof String text && text.chars().allMatch(c -> c < 256)) {
      return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    throw unexpected("bytes", "another value");
  }

  /** Whole numbers of at least 0: extents, strides. */
  static List<Long> numbers(Object value) {
    List<Long> numbers = new ArrayList<>();
    for (Object number : value instanceof List<?> list ? list : List.of(value)) {
      if (!(number instanceof Long whole)
          || whole < 0
          || numbers.size() == StoredTensor.MOST_EXTENTS) {
        throw unexpected(
            "at most %d extents of at least 0".formatted(StoredTensor.MOST_EXTENTS), "others");
      }
      numbers.add(whole);
    }
    return List.copyOf(numbers);
  }

  static long number(Object value) {
    return numbers(List.of(value)).get(0);
  }

  static Object argument(List<Object> arguments, int index) {
    if (index >= arguments.size()) {
      throw unexpected("more than %d arguments".formatted(index), "too few");
    }
    return arguments.get(index);
  }

  static PickleException unexpected(String expected, String found) {
    return new PickleException(
        "pickle: expected %s, found %s; the file is damaged, get it again"
            .formatted(expected, found));
  }

  private static List<?> list(List<Object> arguments, int index) {
    if (argument(arguments, index) instanceof List<?> list) {
      return list;
    }
    throw unexpected("a list", "another value");
  }
}
