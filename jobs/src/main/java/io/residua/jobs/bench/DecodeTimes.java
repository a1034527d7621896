package io.residua.jobs.bench;

import java.util.List;

/**
 * Decoding, by decoder and by step.
 *
 * @param rows isolated, in the process
 * @param decodeMillis an image, bytes to pixels: of a crop of one pixel, for which next to nothing
 *     is resized
 * @param resizeMillis an image: what the crop asked for takes beyond that
 * @param isolationMillis an image: what a process apart takes beyond both
 */
record DecodeTimes(
    List<DecodeRow> rows, double decodeMillis, double resizeMillis, double isolationMillis) {

  DecodeTimes {
    rows = List.copyOf(rows);
  }
}
