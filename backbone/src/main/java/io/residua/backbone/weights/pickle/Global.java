package io.residua.backbone.weights.pickle;

/**
 * The name of a class or function, which is never looked up.
 *
 * @param module Python's, {@code torch._utils}
 * @param name within the module, {@code _rebuild_tensor_v2}
 */
public record Global(String module, String name) {
  private static final int MOST_SHOWN = 200;

  /**
   * Both with a dot between, fit for a message: a long name is cut, odd characters are replaced.
   */
  @Override
  public String toString() {
    String whole = module + "." + name;
    String shown = whole.length() > MOST_SHOWN ? whole.substring(0, MOST_SHOWN) + "…" : whole;
    return shown.replaceAll("[^\\x20-\\x7e…]", "?");
  }
}
