package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched.Content;
import io.residua.io.lake.Fetched.Refused;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefetchTest {

  private static final ReadAhead SETTINGS =
      new ReadAhead(4, 1 << 20, 1 << 20, 3, Duration.ofMillis(1));

  private final Configuration conf = new Configuration();

  @TempDir Path folder;

  @BeforeEach
  void knowTheFaultyStore() {
    conf.set("fs.faulty.impl", FaultyStore.class.getName());
    conf.setBoolean("fs.faulty.impl.disable.cache", true);
    FaultyStore.failures.set(0);
    FaultyStore.reads.set(0);
  }

  @Test
  void givesEveryImageInTheOrderOfThePlanWithItsHash() throws Exception {
    List<LakeImage> images = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      images.add(write("%03d".formatted(i), i * 37));
    }
    ReadAhead narrow = new ReadAhead(3, 20_000, 1 << 20, 1, Duration.ZERO);
    List<LakeImage> read = new ArrayList<>();
    try (Prefetch prefetch = Prefetch.open(conf, images, narrow)) {
      while (prefetch.hasNext()) {
        Content content = (Content) prefetch.next();
        assertThat(content.bytes().remaining()).isEqualTo((int) content.image().length());
        read.add(content.image());
      }
      assertThatThrownBy(prefetch::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(read).isEqualTo(images);
  }

  @Test
  void hashesAsEveryoneDoes() throws Exception {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    Content abc = (Content) one(planned(file));
    assertThat(abc.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(abc.readNanos()).isPositive();
  }

  @Test
  void refusesALongFileWithoutReadingIt() throws Exception {
    LakeImage image = new LakeImage("faulty:/x", (1 << 20) + 1, 0);
    assertRefused(one(image), QuarantineCode.TOO_MANY_BYTES, "1048577 bytes; the limit is 1048576");
    assertThat(FaultyStore.reads).hasValue(0);
  }

  @Test
  void noticesWhatChangedSinceThePlan() throws Exception {
    LakeImage longer = write("longer", 10);
    Files.write(folder.resolve("longer"), new byte[11]);
    assertRefused(one(longer), QuarantineCode.CHANGED_SINCE_PLAN, "11 bytes; planned 10");
    LakeImage touched = write("touched", 10);
    Files.setLastModifiedTime(folder.resolve("touched"), FileTime.fromMillis(12_345));
    assertRefused(one(touched), QuarantineCode.CHANGED_SINCE_PLAN, "modified at 12345 ms");
    LakeImage gone = write("gone", 10);
    Files.delete(folder.resolve("gone"));
    assertRefused(one(gone), QuarantineCode.CHANGED_SINCE_PLAN, "the file is gone");
    LakeImage never = LakeImage.missing("file:" + folder.resolve("never"));
    assertRefused(
        one(never), QuarantineCode.CHANGED_SINCE_PLAN, "a manifest names it; there was no");
    LakeImage late = LakeImage.missing(write("late", 7).uri());
    assertRefused(one(late), QuarantineCode.CHANGED_SINCE_PLAN, "7 bytes; planned when there was");
  }

  @Test
  void noticesAFileThatEndsBeforeItsStatusSays() throws Exception {
    LakeImage image = faulty(write("short", 10));
    LakeImage longer = new LakeImage(image.uri(), 11, image.modifiedMillis());
    FaultyStore.lengthBonus.set(1);
    try {
      assertRefused(one(longer), QuarantineCode.CHANGED_SINCE_PLAN, "10 bytes; planned 11");
    } finally {
      FaultyStore.lengthBonus.set(0);
    }
  }

  @Test
  void readsAgainAfterAPassingFault() throws Exception {
    LakeImage image = faulty(write("flaky", 100));
    FaultyStore.failures.set(2);
    assertThat(one(image)).isInstanceOf(Content.class);
    assertThat(FaultyStore.reads).hasValue(3);
  }

  @Test
  void givesUpOnALastingFault() throws Exception {
    LakeImage image = faulty(write("broken", 100));
    FaultyStore.failures.set(99);
    assertRefused(one(image), QuarantineCode.READ_FAILED, "SocketTimeoutException: no answer");
    assertThat(FaultyStore.reads).hasValue(3);
  }

  @Test
  void readsNoFurtherAheadThanTheWindow() throws Exception {
    List<LakeImage> images = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      images.add(faulty(write("w" + i, 1_000)));
    }
    ReadAhead narrow = new ReadAhead(4, 5_000, 1 << 20, 1, Duration.ZERO);
    try (Prefetch prefetch = Prefetch.open(conf, images, narrow)) {
      assertReadsSettleAt(5);
      prefetch.next();
      assertReadsSettleAt(6);
    }
  }

  @Test
  void endsItsThreadsWhenClosedInTheMiddle() throws Exception {
    List<LakeImage> images = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      images.add(faulty(write("e" + i, 10)));
    }
    FaultyStore.failures.set(99);
    ReadAhead patient = new ReadAhead(4, 1 << 20, 1 << 20, 9, Duration.ofSeconds(60));
    Prefetch prefetch = Prefetch.open(conf, images, patient);
    assertThat(prefetchThreads()).isEqualTo(4);
    prefetch.close();
    await(() -> prefetchThreads() == 0);
  }

  private static void assertReadsSettleAt(int reads) throws InterruptedException {
    await(() -> FaultyStore.reads.get() >= reads);
    Thread.sleep(50);
    assertThat(FaultyStore.reads).hasValue(reads);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).as("within 5 s").isTrue();
  }

  private static long prefetchThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("residua-prefetch"))
        .count();
  }

  private Fetched one(LakeImage image) throws InterruptedException {
    try (Prefetch prefetch = Prefetch.open(conf, List.of(image), SETTINGS)) {
      return prefetch.next();
    }
  }

  private static void assertRefused(Fetched fetched, QuarantineCode code, String detail) {
    assertThat(fetched).isInstanceOf(Refused.class);
    Refused refused = (Refused) fetched;
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.detail()).startsWith(detail);
  }

  private LakeImage write(String name, int length) throws IOException {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) name.hashCode());
    return planned(Files.write(folder.resolve(name), bytes));
  }

  private static LakeImage planned(Path file) throws IOException {
    return new LakeImage(
        "file:" + file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private static LakeImage faulty(LakeImage image) {
    String uri = image.uri().replace("file:", "faulty:");
    return new LakeImage(uri, image.length(), image.modifiedMillis());
  }

  /** Local files under a scheme of their own, which fail as often as they are told. */
  public static final class FaultyStore extends RawLocalFileSystem {

    static final AtomicInteger failures = new AtomicInteger();
    static final AtomicInteger reads = new AtomicInteger();
    static final AtomicLong lengthBonus = new AtomicLong();

    @Override
    public URI getUri() {
      return URI.create("faulty:///");
    }

    @Override
    protected void checkPath(org.apache.hadoop.fs.Path path) {}

    @Override
    public org.apache.hadoop.fs.FileStatus getFileStatus(org.apache.hadoop.fs.Path path)
        throws IOException {
      org.apache.hadoop.fs.FileStatus real = super.getFileStatus(path);
      return new org.apache.hadoop.fs.FileStatus(
          real.getLen() + lengthBonus.get(), false, 1, 1, real.getModificationTime(), path);
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      reads.incrementAndGet();
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new SocketTimeoutException("no answer");
      }
      return super.open(path, bufferSize);
    }
  }
}
