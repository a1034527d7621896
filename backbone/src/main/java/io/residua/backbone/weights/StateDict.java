package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Dict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dictionary of tensors in what was pickled: the whole of it, or what training programs put
 * beside epochs and optimizers under a name of their own.
 *
 * @param tensors {@link TorchTensor} or {@link NumpyArray.Contents} by name, in the file's order
 * @param metadata what the file says of itself in short texts and numbers; under {@code state_dict}
 *     where the tensors were found, if not at the top
 * @param paddle whether Paddle wrote it, which keeps bfloat16 as uint16
 */
record StateDict(Map<String, Object> tensors, Map<String, String> metadata, boolean paddle) {
  /**
   * Lightning, MMDetection and most others; Detectron2; older training loops; Caffe2's Detectron.
   * The first one that has most tensors is taken, so averaged weights beside are not.
   */
  private static final List<String> WRAPPERS =
      List.of("state_dict", "model", "net", "network", "model_state_dict", "params", "blobs");

  private static final String PADDLE_TABLE = "StructuredToParameterName@@";
  private static final int MOST_METADATA = 100;
  private static final int MOST_METADATA_CHARACTERS = 200;

  StateDict {
    tensors = new LinkedHashMap<>(tensors);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Finds it.
   *
   * @throws WeightsException when there is none
   */
  static StateDict of(String file, Object pickled) {
    if (!(pickled instanceof Dict top)) {
      throw new WeightsException(
          file, "expected a dictionary of tensors, found another value; save model.state_dict()");
    }
    Map<String, Object> best = tensors(top);
    Map<String, String> metadata = metadata(top);
    for (Map.Entry<String, Dict> wrapped : wrapped(top).entrySet()) {
      Map<String, Object> tensors = tensors(wrapped.getValue());
      if (tensors.size() > best.size()) {
        best = tensors;
        metadata.put("state_dict", wrapped.getKey());
      }
    }
    if (best.isEmpty()) {
      throw new WeightsException(
          file,
          "expected tensors at the top or under one of %s, found none, but %s; save model.state_dict()"
              .formatted(WRAPPERS, top.entries().keySet().stream().limit(10).toList()));
    }
    return new StateDict(best, metadata, top.get(PADDLE_TABLE) != null);
  }

  /** The dictionaries under the known names, and under those within them. */
  private static Map<String, Dict> wrapped(Dict top) {
    Map<String, Dict> found = new LinkedHashMap<>();
    for (String outer : WRAPPERS) {
      if (top.get(outer) instanceof Dict dict) {
        found.put(outer, dict);
        for (String inner : WRAPPERS) {
          if (dict.get(inner) instanceof Dict innermost) {
            found.put(outer + "." + inner, innermost);
          }
        }
      }
    }
    return found;
  }

  private static Map<String, Object> tensors(Dict dict) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    dict.entries().forEach((name, value) -> tensor(value).ifPresent(t -> tensors.put(name, t)));
    return tensors;
  }

  /** Paddle keeps some as a pair of its own name and the array. */
  private static Optional<Object> tensor(Object value) {
    if (value instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String) {
      return pair.get(1) instanceof NumpyArray array
          ? array.contents().map(c -> c)
          : Optional.empty();
    }
    if (value instanceof NumpyArray array) {
      return array.contents().map(contents -> contents);
    }
    return value instanceof TorchTensor ? Optional.of(value) : Optional.empty();
  }

  private static Map<String, String> metadata(Dict top) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : top.entries().entrySet()) {
      Object value = entry.getValue();
      boolean plain = value instanceof Number || value instanceof Boolean;
      String text = plain ? value.toString() : PickledObjects.name(value);
      if (!text.isEmpty()
          && text.length() <= MOST_METADATA_CHARACTERS
          && metadata.size() < MOST_METADATA) {
        metadata.put(entry.getKey(), text);
      }
    }
    return metadata;
  }
}
