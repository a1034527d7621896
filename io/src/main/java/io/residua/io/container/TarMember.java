package io.residua.io.container;

import java.util.Locale;
import java.util.Set;

/**
 * A member of a tar archive.
 *
 * @param headerAt its first header, extensions of the name included
 * @param name as stored
 * @param regular whether it is a regular file; otherwise a folder, a link, a device, a sparse file
 * @param dataAt its first byte
 * @param size its bytes
 */
record TarMember(long headerAt, String name, boolean regular, long dataAt, long size) {

  static final int BLOCK_BYTES = 512;

  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");

  /** Where the next header is. */
  long next() {
    return dataAt + (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /** WebDataset's key: the name up to the first dot of its last component. */
  String key() {
    int dot = name.indexOf('.', base());
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** WebDataset's extension: what follows the key's dot, in lower case. */
  String extension() {
    int dot = name.indexOf('.', base());
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  boolean hidden() {
    return name.startsWith(".", base()) || name.startsWith("_", base());
  }

  boolean image() {
    String extension = extension();
    return IMAGES.contains(extension.substring(extension.lastIndexOf('.') + 1));
  }

  private int base() {
    return name.lastIndexOf('/') + 1;
  }
}
