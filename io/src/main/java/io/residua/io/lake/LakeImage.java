package io.residua.io.lake;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One image of the input, as it was when the input was listed.
 *
 * @param uri Hadoop's {@code Path.toString}, unescaped; of an image in a container {@code
 *     container!/name}
 * @param length bytes; of a row of a table an estimate; {@link #MISSING} where a manifest names
 *     what is not there
 * @param modifiedMillis modification time of the file, or of the container, in milliseconds since
 *     1970 UTC, as the store gives it
 * @param etag the store's own mark of the file's, or the container's, content; empty where it has
 *     none
 * @param place where in a container; null for a file of its own
 */
public record LakeImage(
    String uri, long length, long modifiedMillis, String etag, @Nullable Place place) {

  /** The length of what a manifest names and no store has. */
  public static final long MISSING = -1;

  public LakeImage {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(etag, "etag");
  }

  /** A file of its own on a store without etags. */
  public LakeImage(String uri, long length, long modifiedMillis) {
    this(uri, length, modifiedMillis, "", null);
  }

  /** What a manifest names and no store has. */
  public static LakeImage missing(String uri) {
    return new LakeImage(uri, MISSING, 0);
  }

  /** The order of a plan: that of the UTF-8 bytes of the uris. */
  public static int compareUris(String a, String b) {
    return ImageSorter.compareUtf8(a, b);
  }

  /** The file its bytes are in. */
  public String file() {
    return place == null ? uri : place.container();
  }
}
