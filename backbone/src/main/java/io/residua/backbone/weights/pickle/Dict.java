package io.residua.backbone.weights.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dictionary as far as its keys are texts; other keys, as optimizers have, are forgotten. */
public final class Dict {
  private final Map<String, Object> entries = new LinkedHashMap<>();

  /** The values by key, in the order of the file; not to be hashed or printed. */
  public Map<String, Object> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** The value of a key, null where there is none. */
  public @Nullable Object get(String key) {
    return entries.get(key);
  }

  /**
   * Adds an entry.
   *
   * @throws PickleException when the key is there, which Python writes never
   */
  public void put(String key, Object value) {
    if (entries.putIfAbsent(key, value) != null) {
      throw new PickleException(
          key + ": expected one value, found two; the file is damaged, get it again");
    }
  }
}
