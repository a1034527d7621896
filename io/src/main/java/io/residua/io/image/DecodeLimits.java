package io.residua.io.image;

import java.time.Duration;

/**
 * What an image from outside may cost. Checked on the header, before any pixel, except the time.
 *
 * @param maxBytes bytes of a file
 * @param maxPixels width x height
 * @param maxSide pixels of the longer side
 * @param maxScans scans of a progressive JPEG
 * @param timeLimit wall clock of one image, from its bytes to its pixels
 * @param childHeapBytes Java heap of a decoding process
 * @param childAddressSpaceBytes address space of a decoding process, its native memory included
 */
public record DecodeLimits(
    long maxBytes,
    long maxPixels,
    int maxSide,
    int maxScans,
    Duration timeLimit,
    long childHeapBytes,
    long childAddressSpaceBytes) {

  /** 64 MiB, 50 million pixels, 32,767 pixels a side, 100 scans, 10 s. */
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(
          64L << 20, 50_000_000, 32_767, 100, Duration.ofSeconds(10), 256L << 20, 3L << 30);
}
