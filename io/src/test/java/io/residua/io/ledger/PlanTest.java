package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.lake.ContainerFormat;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import io.residua.io.lake.Place;
import io.residua.io.lake.SortedImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

  @TempDir Path folder;

  @Test
  void aShardIsA64thOfTheInputWithinBounds() {
    assertThat(ShardSize.of(1, OptionalInt.empty()).images()).isEqualTo(32);
    assertThat(ShardSize.of(2_049, OptionalInt.empty()).images()).isEqualTo(33);
    assertThat(ShardSize.of(6_400, OptionalInt.empty()).images()).isEqualTo(100);
    assertThat(ShardSize.of(5_000_000, OptionalInt.empty()).images()).isEqualTo(1_024);
    assertThat(ShardSize.of(1, OptionalInt.empty()).bytes()).isEqualTo(268_435_456);
    assertThat(ShardSize.of(5_000_000, OptionalInt.of(7)).images()).isEqualTo(7);
    assertThatThrownBy(() -> ShardSize.of(1, OptionalInt.of(0)))
        .hasMessageContaining("[shard images] expected at least 1, found 0")
        .hasMessageContaining("--shard-images");
  }

  @Test
  void cutsBeforeTheImageThatWouldBeTooMuch() throws IOException {
    List<LakeImage> images = new ArrayList<>();
    for (long length : new long[] {60, 40, 1, 500, 10, 10, 10, 10}) {
      images.add(new LakeImage("file:/" + images.size(), length, 0));
    }
    Plan plan = Plan.cut(images, new ShardSize(3, 100), folder);
    List<Integer> sizes = new ArrayList<>();
    for (int shard = 0; shard < plan.shards(); shard++) {
      sizes.add(PlanPart.read(new LocalInputFile(folder.resolve("part-0")), shard).size());
    }
    assertThat(sizes).containsExactly(2, 1, 1, 3, 1);
  }

  @Test
  void theListIdIsTheHashOfItsCanonicalForm() throws IOException {
    List<LakeImage> images =
        List.of(new LakeImage("file:/a\nb", 5, 1_000), new LakeImage("file:/é", 7, 2_000));
    String canonical = "residua-list 1\n0 5 1000 9 file:/a\nb\n1 7 2000 8 file:/é\n";
    assertThat(Plan.cut(images, new ShardSize(1, 100), folder).listId())
        .isEqualTo(new Sha256().add(canonical).hex());
    Path other = Files.createDirectory(folder.resolve("other"));
    assertThat(Plan.cut(images, new ShardSize(2, 100), other).listId())
        .isNotEqualTo(new Sha256().add(canonical).hex());
  }

  @Test
  void theListIdHoldsEtagsAndPlaces() throws IOException {
    Place place = new Place(ContainerFormat.WEBDATASET, "s3a://b/é.tar", 512, 1);
    List<LakeImage> images = List.of(new LakeImage("s3a://b/é.tar!/k.jpg", 5, 1_000, "a b", place));
    String canonical =
        "residua-list 1\n0 5 1000 21 s3a://b/é.tar!/k.jpg\netag 3 a b\nin webdataset 512 1 14 s3a://b/é.tar\n";
    assertThat(Plan.cut(images, new ShardSize(1, 100), folder).listId())
        .isEqualTo(new Sha256().add(canonical).hex());
    assertThat(PlanPart.read(new LocalInputFile(folder.resolve("part-0")), 0)).isEqualTo(images);
  }

  @Test
  void theSettingsIdIsTheHashOfSortedLines() {
    Map<String, String> settings = Map.of("b", "2=x", "a", "1");
    assertThat(Sha256.ofSettings(settings)).isEqualTo(new Sha256().add("a=1\nb=2=x\n").hex());
    assertThatThrownBy(() -> Sha256.ofSettings(Map.of("a", "1\nb=2")))
        .hasMessageContaining("[settings] a: expected one line");
  }

  @Test
  void hostileUrisComeBackAsTheyWere() throws IOException {
    List<LakeImage> images =
        List.of(
            new LakeImage("file:/\t\"tab\" 'and' quotes", 1, 1),
            new LakeImage("file:/../../etc/passwd", 2, 2),
            new LakeImage("file:/50%41\\é\uD83D\uDE00", 3, 3),
            new LakeImage("file:/new\nline", 4, 4),
            new LakeImage("file:/" + "x".repeat(1_000), 5, 5));
    Ledger ledger = Ledger.open(new Configuration(), folder.resolve("out").toString());
    RunDescription run = ledger.freeze(Map.of(), "1", listing(images), OptionalInt.of(2));
    List<LakeImage> read = new ArrayList<>();
    for (int shard = 0; shard < run.shards(); shard++) {
      read.addAll(ledger.images(run, shard));
    }
    assertThat(read).isEqualTo(images);
    assertThat(folder.resolve("etc")).doesNotExist();
  }

  @Test
  void aShardOfALargePlanIsReadWithoutTheRest() throws IOException {
    List<LakeImage> images = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      String uri = "file:/lake/2026/folder-%04d/image-%09d.jpeg".formatted(i / 1_000, i);
      images.add(new LakeImage(uri, 100_000 + i % 7, 1_700_000_000_000L + i));
    }
    Ledger ledger = Ledger.open(new Configuration(), folder.resolve("out").toString());
    RunDescription run = ledger.freeze(Map.of(), "1", listing(images), OptionalInt.empty());
    assertThat(run.shards()).isEqualTo(293);
    assertThat(run.planFiles()).hasSize(5);
    assertThat(run.planFiles()).allMatch(file -> file.bytes() < 3_000_000);
    assertThat(ledger.images(run, 292)).isEqualTo(images.subList(292 * 1_024, 300_000));
    OutputFile part = run.planFiles().get(2);
    Counted counted = new Counted(new LocalInputFile(folder.resolve("out").resolve(part.path())));
    assertThat(PlanPart.read(counted, 150)).isEqualTo(images.subList(150 * 1_024, 151 * 1_024));
    assertThat(counted.bytes.get()).isLessThan(part.bytes() / 5);
  }

  private static Listing listing(List<LakeImage> images) {
    InputSelection selection = InputSelection.of(List.of("file:/lake"));
    return new Listing(selection, SortedImages.of(images), 0, 0, 0, 0, List.of());
  }

  /** A file that counts what is read of it. */
  private record Counted(InputFile file, AtomicLong bytes) implements InputFile {

    Counted(InputFile file) {
      this(file, new AtomicLong());
    }

    @Override
    public long getLength() throws IOException {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      SeekableInputStream stream = file.newStream();
      return new DelegatingSeekableInputStream(new CountedStream(stream, bytes)) {
        @Override
        public long getPos() throws IOException {
          return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          stream.seek(position);
        }
      };
    }
  }

  private static final class CountedStream extends java.io.FilterInputStream {

    private final AtomicLong bytes;

    CountedStream(java.io.InputStream in, AtomicLong bytes) {
      super(in);
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      bytes.incrementAndGet();
      return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes.addAndGet(Math.max(0, read));
      return read;
    }
  }
}
