package io.residua.jobs.page;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import io.residua.backbone.Interpolation;
import io.residua.backbone.ReducedJpeg;
import io.residua.backbone.ResizeAndCrop;
import io.residua.io.container.PassedColumn;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.ImageFormat;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.image.Outcome;
import io.residua.io.lake.Fetched;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import io.residua.io.lake.ReadAhead;
import io.residua.io.ledger.RunDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes small pictures of planned images by the way the job takes: read as planned, decoded in a
 * process apart. Of a video, one frame. What cannot be read or decoded, has changed since the plan,
 * or was not reached in time is {@link Thumbnail#NONE}: never a failure.
 */
public final class Thumbnails {

  private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

  /** A page can do without a picture; a store that stutters is asked twice. */
  private static final int TRIES = 2;

  private final Configuration conf;
  private final InputForm form;
  private final List<PassedColumn> columns;
  private final boolean videos;
  private final int side;

  /**
   * Of the images of a run.
   *
   * @param side of the square pictures, in pixels; one of 64 takes some 2 KB, one of 96 some 3
   */
  public Thumbnails(Configuration conf, RunDescription run, int side) {
    this(
        conf,
        run.selection().form(),
        run.columns(),
        run.settings().containsKey("residua.clip-length"),
        side);
  }

  /**
   * Of images that are planned nowhere.
   *
   * @param form in which containers hold them
   * @param columns passed through, as planned
   * @param videos whether they are folders of frames, or files of several
   */
  public Thumbnails(
      Configuration conf, InputForm form, List<PassedColumn> columns, boolean videos, int side) {
    this.conf = conf;
    this.form = form;
    this.columns = List.copyOf(columns);
    this.videos = videos;
    this.side = side;
  }

  /**
   * The pictures of these images, by uri; every one has an entry.
   *
   * @param images those of a container in its order, which is the plan's, are read cheapest
   * @param atMost time after which the rest stays without
   */
  public Map<String, Thumbnail> of(List<LakeImage> images, Duration atMost) {
    Map<String, Thumbnail> made = new ConcurrentHashMap<>();
    Thread worker = new Thread(() -> make(images, made), "residua-thumbnails");
    worker.setDaemon(true);
    worker.start();
    try {
      TimeUnit.MILLISECONDS.timedJoin(worker, Math.max(1, atMost.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    worker.interrupt(); // a store that hangs is left to it
    Map<String, Thumbnail> all = new HashMap<>();
    images.forEach(image -> all.put(image.uri(), Thumbnail.NONE));
    all.putAll(made);
    return all;
  }

  private void make(List<LakeImage> images, Map<String, Thumbnail> made) {
    Geometry geometry = new ReducedJpeg(new ResizeAndCrop(side, side, Interpolation.BILINEAR));
    ByteBuffer rgb = ByteBuffer.allocateDirect(3 * geometry.mostPixels());
    try (SmallJpeg jpeg = new SmallJpeg(side);
        Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT);
        Prefetch bytes = prefetch(images)) {
      while (bytes.hasNext()) {
        Fetched fetched = bytes.next();
        made.put(fetched.image().uri(), of(first(fetched), decoder, geometry, rgb, jpeg));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("thumbnails: {} of {} made: {}", made.size(), images.size(), e.toString());
    }
  }

  private static Thumbnail of(
      ByteBuffer encoded, Decoder decoder, Geometry geometry, ByteBuffer rgb, SmallJpeg jpeg)
      throws IOException {
    String format = ImageFormat.of(encoded).map(Enum::name).orElse("");
    boolean decoded = decoder.decode(encoded, geometry, rgb) instanceof Outcome.Decoded;
    return decoded ? Thumbnail.ofJpeg(jpeg.of(rgb), format) : Thumbnail.unseen(format);
  }

  /** The bytes of an image, or of a video's frame; none where there are none. */
  private static ByteBuffer first(Fetched fetched) {
    if (fetched instanceof Fetched.Content content) {
      return content.bytes();
    }
    return fetched instanceof Fetched.Clip clip && !clip.frames().isEmpty()
        ? clip.frames().get(0).bytes()
        : ByteBuffer.allocate(0);
  }

  private Prefetch prefetch(List<LakeImage> images) {
    ReadAhead known = ReadAhead.upTo(DecodeLimits.DEFAULT.maxBytes());
    ReadAhead settings =
        new ReadAhead(
            known.threads(), known.windowBytes(), known.maxBytes(), TRIES, known.firstWait());
    return videos
        ? Prefetch.openClips(conf, images, settings, new ClipSampling(1, 1))
        : Prefetch.open(conf, images, settings, form, columns);
  }
}
