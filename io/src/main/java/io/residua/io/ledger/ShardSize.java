package io.residua.io.ledger;

import java.util.OptionalInt;

/**
 * Where a plan is cut into shards.
 *
 * @param images most images of a shard
 * @param bytes most bytes of a shard of more than one image
 */
public record ShardSize(int images, long bytes) {

  public ShardSize {
    if (images < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "[shard images] expected at least 1, found %d; give --shard-images a number like 256"
              .formatted(images));
    }
  }

  /**
   * A 64th of the input, at least 32 and at most 1,024 images, and at most 256 MiB: small inputs
   * use every core, and large ones make Spark tasks of seconds to minutes.
   *
   * @param wanted images of a shard instead of all this; bytes do not count then
   */
  public static ShardSize of(long images, OptionalInt wanted) {
    if (wanted.isPresent()) {
      return new ShardSize(wanted.getAsInt(), Long.MAX_VALUE);
    }
    long part = (images + 63) / 64;
    return new ShardSize((int) Math.max(32, Math.min(1024, part)), 256L << 20);
  }

  /** The same with at most so many images. */
  public ShardSize atMost(int most) {
    return new ShardSize(Math.min(images, most), bytes);
  }
}
