package io.residua.io.lake;

import io.residua.backbone.ClipSampling;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads planned videos: of a folder the frames of its clip, of a file all of it. Thread-safe. */
final class ClipReader implements PlannedReader {

  private final Configuration conf;
  private final ReadAhead settings;
  private final ImageReader files;
  private final ClipSampling sampling;

  ClipReader(Configuration conf, ReadAhead settings, ClipSampling sampling) {
    this.conf = conf;
    this.settings = settings;
    this.files = new ImageReader(conf, settings);
    this.sampling = sampling;
  }

  @Override
  public Fetched read(LakeImage video) throws InterruptedException {
    return files.attempts(
        video,
        start -> FrameFolder.is(conf, video.uri()) ? folder(video, start) : file(video, start));
  }

  /** Of a folder, which may be long, only the frames of the clip are read. */
  @Override
  public long mostBytes(LakeImage video) {
    return Math.min(video.length(), settings.maxBytes());
  }

  private Fetched file(LakeImage video, long start) throws IOException {
    return files.tooLong(video.length())
        ? files.tooManyBytes(video, video.length())
        : files.once(video, start);
  }

  private Fetched folder(LakeImage video, long start) throws IOException {
    List<LakeImage> all = FrameFolder.list(conf, video.uri());
    LakeImage now = FrameFolder.planned(video.uri(), all);
    if (all.isEmpty() || !now.equals(video)) {
      return ImageReader.changed(video, now, start);
    }
    List<LakeImage> clip = sampling.frames(all.size()).stream().map(all::get).toList();
    List<LakeImage> distinct = clip.stream().distinct().toList();
    long bytes = distinct.stream().mapToLong(LakeImage::length).sum();
    return files.tooLong(bytes)
        ? files.tooManyBytes(video, bytes)
        : frames(video, clip, distinct, start);
  }

  private Fetched frames(
      LakeImage video, List<LakeImage> clip, List<LakeImage> distinct, long start)
      throws IOException {
    MessageDigest sha256 = ImageReader.sha256();
    Map<LakeImage, Fetched.Frame> read = new HashMap<>();
    for (LakeImage frame : distinct) {
      String name = new Path(frame.uri()).getName();
      Fetched fetched = files.once(frame, start);
      if (fetched instanceof Fetched.Content content) {
        sha256.update(content.bytes().duplicate());
        read.put(frame, new Fetched.Frame(name, content.bytes()));
      } else if (fetched instanceof Fetched.Refused why) {
        String detail = "frame %s: %s".formatted(name, why.detail());
        return new Fetched.Refused(video, why.code(), detail, why.readNanos());
      }
    }
    List<Fetched.Frame> frames = clip.stream().map(read::get).map(Objects::requireNonNull).toList();
    String digest = HexFormat.of().formatHex(sha256.digest());
    return new Fetched.Clip(video, frames, digest, System.nanoTime() - start);
  }
}
