package io.residua.io.image;

import java.util.List;

/** The pages of a TIFF file, each read as {@link TiffCodec} reads the first. */
final class TiffVideo implements Video {
  private final Bytes file;
  private final DecodeLimits limits;
  private final List<TiffDirectory> pages;

  TiffVideo(Bytes file, DecodeLimits limits) throws Refusal {
    this.file = file;
    this.limits = limits;
    this.pages = TiffDirectory.readAll(file, MOST_FRAMES);
  }

  @Override
  public int frames() {
    return pages.size();
  }

  @Override
  public Picture frame(int index) throws Refusal {
    TiffDirectory page = pages.get(index);
    if (index > 0 && TiffLayout.of(page).readByLibtiff()) {
      throw Refusal.unsupported(
          "TIFF page %d: fax and JPEG data are read of the first page only".formatted(index));
    }
    return TiffCodec.read(file, page, limits);
  }

  /** Nothing is held but the file's bytes. */
  @Override
  public void close() {}
}
