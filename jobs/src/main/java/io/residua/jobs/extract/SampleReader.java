package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.InProcessDecoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.image.Outcome;
import io.residua.io.lake.Fetched;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import io.residua.io.lake.ReadAhead;
import io.residua.io.ledger.SpoolFolder;
import io.residua.jobs.calibrate.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads and decodes a sample of the input in the driver, as executors do all of it. What cannot be
 * read or decoded is no part of the sample.
 */
final class SampleReader {

  private final Configuration conf;
  private final FeatureRecipe recipe;
  private final boolean isolated;
  private final ShardExtraction.Lake lake;

  SampleReader(
      Configuration conf, FeatureRecipe recipe, boolean isolated, ShardExtraction.Lake lake) {
    this.conf = conf;
    this.recipe = recipe;
    this.isolated = isolated;
    this.lake = lake;
  }

  /** The pixels of these images; whoever asked closes them. */
  Sample read(List<LakeImage> images) throws IOException {
    Sample sample = empty();
    try (Decoder decoder = decoder();
        Prefetch bytes = prefetch(images)) {
      decode(bytes, decoder, sample);
      return sample;
    } catch (IOException | RuntimeException | Error e) {
      sample.close();
      throw e;
    }
  }

  private void decode(Prefetch bytes, Decoder decoder, Sample sample) throws IOException {
    Geometry geometry = recipe.pixels().geometry();
    PixelSource pixels = new PixelSource(decoder, geometry, recipe.clips());
    ByteBuffer rgb = ByteBuffer.allocateDirect(3 * recipe.frames() * geometry.mostPixels());
    while (bytes.hasNext()) {
      Outcome outcome = decode(next(bytes), pixels, rgb);
      if (outcome instanceof Outcome.Decoded decoded) {
        add(sample, decoded.seen(), geometry.padded(decoded.seen()), rgb);
      }
    }
  }

  private Sample empty() throws IOException {
    try {
      return new Sample(recipe.frames());
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  private static void add(Sample sample, Extent seen, Extent padded, ByteBuffer rgb)
      throws IOException {
    try {
      sample.add(seen, padded, rgb);
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    }
  }

  private static Fetched next(Prefetch bytes) throws IOException {
    try {
      return bytes.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the images to calibrate on were read", e);
    }
  }

  private static Outcome decode(Fetched fetched, PixelSource pixels, ByteBuffer rgb) {
    if (fetched instanceof Fetched.Content content) {
      return pixels.image(content.bytes(), rgb);
    }
    if (fetched instanceof Fetched.Clip clip) {
      return pixels.clip(clip.frames(), rgb);
    }
    Fetched.Refused why = (Fetched.Refused) fetched;
    return new Outcome.Refused(why.code(), why.detail());
  }

  private Prefetch prefetch(List<LakeImage> images) {
    ReadAhead settings = ReadAhead.upTo(DecodeLimits.DEFAULT.maxBytes());
    return recipe.clips() == null
        ? Prefetch.open(conf, images, settings, lake.form(), lake.columns())
        : Prefetch.openClips(conf, images, settings, recipe.clips());
  }

  private Decoder decoder() {
    return isolated
        ? new IsolatedDecoder(DecodeLimits.DEFAULT)
        : new InProcessDecoder(DecodeLimits.DEFAULT);
  }
}
