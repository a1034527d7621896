package io.residua.jobs.extract;

import io.residua.io.lake.LakeImage;
import io.residua.io.lake.SortedImages;
import java.util.ArrayList;
import java.util.List;

/** Samples that are spread over an input, since neighbours in a folder are alike. */
final class EvenlySpaced {

  private EvenlySpaced() {}

  /** At most {@code most} images, in the order of the plan; the same ones each time. */
  static List<LakeImage> of(SortedImages images, int most) {
    long count = Math.min(most, images.size());
    List<LakeImage> sample = new ArrayList<>();
    long place = 0;
    for (LakeImage image : images) {
      if (sample.size() < count && place++ == sample.size() * images.size() / count) {
        sample.add(image);
      }
    }
    return sample;
  }
}
