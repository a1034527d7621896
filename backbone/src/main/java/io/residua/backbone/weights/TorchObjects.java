package io.residua.backbone.weights;

import static io.residua.backbone.weights.PickledObjects.argument;
import static io.residua.backbone.weights.PickledObjects.name;
import static io.residua.backbone.weights.PickledObjects.number;
import static io.residua.backbone.weights.PickledObjects.numbers;
import static io.residua.backbone.weights.PickledObjects.unexpected;

import io.residua.backbone.weights.pickle.Global;
import io.residua.backbone.weights.pickle.Opaque;
import io.residua.backbone.weights.pickle.PickleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What PyTorch's pickles call, as {@code torch/_utils.py} and {@code serialization.py} do. */
final class TorchObjects {
  private static final Map<String, Dtype> STORAGES =
      Map.ofEntries(
          Map.entry("FloatStorage", Dtype.F32),
          Map.entry("DoubleStorage", Dtype.F64),
          Map.entry("HalfStorage", Dtype.F16),
          Map.entry("BFloat16Storage", Dtype.BF16),
          Map.entry("LongStorage", Dtype.I64),
          Map.entry("IntStorage", Dtype.I32),
          Map.entry("ShortStorage", Dtype.I16),
          Map.entry("CharStorage", Dtype.I8),
          Map.entry("ByteStorage", Dtype.U8),
          Map.entry("UntypedStorage", Dtype.U8),
          Map.entry("BoolStorage", Dtype.BOOL));

  private static final Pattern MODEL =
      Pattern.compile("(torch\\.nn|torchvision|timm|torch\\.jit)\\..*");

  private final Map<String, TorchStorage> storages = new LinkedHashMap<>();

  /** Every storage that was named so far, by key. */
  Map<String, TorchStorage> storages() {
    return storages;
  }

  /** The tensor or parameter of a call. */
  Object call(Global callee, String name, List<Object> arguments) {
    return switch (name) {
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
      // Of types without a storage of their own, none of which is read: uint16, float8.
      case "torch._utils._rebuild_tensor_v3" -> new Opaque(callee);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          argument(arguments, 0);
      default -> throw refused(callee);
    };
  }

  /** {@code ('storage', type, key, location, count)}, in legacy files with a view behind. */
  Object persistent(Object id) {
    if (!(id instanceof List<?> parts) || parts.size() < 5) {
      throw unexpected("a storage of PyTorch", "another persistent id");
    }
    if (name(parts.get(0)).equals("module")) {
      throw new PickleException(
          "expected tensors and plain data, found a whole model; save model.state_dict() alone");
    }
    if (!name(parts.get(0)).equals("storage")
        || !(parts.get(1) instanceof Global type)
        || !type.module().startsWith("torch")) {
      throw unexpected("a storage of PyTorch", "another persistent id");
    }
    Dtype dtype = STORAGES.get(type.name());
    if (dtype == null) {
      return new Opaque(type);
    }
    return known(storage(dtype, name(parts.get(2)), number(parts.get(4)), parts));
  }

  private static TorchStorage storage(Dtype dtype, String key, long held, List<?> parts) {
    return parts.size() > 5 && parts.get(5) instanceof List<?> view && view.size() == 3
        ? new TorchStorage(dtype, key, number(view.get(1)), number(view.get(2)), held)
        : new TorchStorage(dtype, key, 0, held, held);
  }

  private TorchStorage known(TorchStorage storage) {
    TorchStorage first = storages.putIfAbsent(storage.key(), storage);
    if (first != null
        && (first.dtype() != storage.dtype() || first.heldCount() != storage.heldCount())) {
      throw unexpected(
          "storage %s of %d %s".formatted(storage.key(), first.heldCount(), first.dtype()),
          "it with %d %s, too".formatted(storage.heldCount(), storage.dtype()));
    }
    return storage;
  }

  /** {@code (storage, offset, size, stride)}, then what training needs. */
  private static Object tensor(List<Object> arguments) {
    Object kept = argument(arguments, 0);
    if (kept instanceof Opaque) {
      return kept;
    }
    if (!(kept instanceof TorchStorage storage)) {
      throw unexpected("a storage of a tensor", "another value");
    }
    List<Long> shape = numbers(argument(arguments, 2));
    List<Long> strides = numbers(argument(arguments, 3));
    if (shape.size() != strides.size()) {
      throw unexpected("a stride for each of %s".formatted(shape), strides.toString());
    }
    return new TorchTensor(storage, number(argument(arguments, 1)), shape, strides);
  }

  private static PickleException refused(Global callee) {
    String remedy =
        MODEL.matcher(callee.toString()).matches()
            ? "a whole model was pickled, which only its program can read; save model.state_dict()"
            : "this file would run code when Python reads it, do not trust it";
    return new PickleException(
        "expected tensors and plain data, found a call of %s; %s".formatted(callee, remedy));
  }
}
