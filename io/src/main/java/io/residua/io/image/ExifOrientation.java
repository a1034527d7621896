package io.residua.io.image;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The orientation that Pillow 9.4's {@code ImageOps.exif_transpose} follows. */
final class ExifOrientation {
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(=\"|>)([0-9])");

  private ExifOrientation() {}

  /**
   * @param exif a TIFF block, which {@code Exif\0\0} may precede, or null
   * @param xmp an XMP packet, asked when the block has no orientation, or null
   * @return 1 to 8
   * @throws Refusal when the block does not begin as TIFF does
   */
  static int of(@Nullable Bytes exif, @Nullable String xmp) throws Refusal {
    if (exif != null && exif.length() > 0) {
      Bytes block = exif.has(0, "Exif\0\0") ? exif.at(6).slice(exif.length() - 6L) : exif;
      if (block.length() > 0) {
        TiffDirectory directory = TiffDirectory.read(block);
        if (directory.has(TiffDirectory.ORIENTATION)) {
          return directory.orientation();
        }
      }
    }
    Matcher matcher = XMP.matcher(xmp == null ? "" : xmp);
    int orientation = matcher.find() ? Integer.parseInt(matcher.group(2)) : 1;
    return Math.max(1, Math.min(orientation, 9)) == orientation && orientation < 9
        ? orientation
        : 1;
  }
}
