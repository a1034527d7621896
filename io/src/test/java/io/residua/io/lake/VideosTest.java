package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residua.backbone.ClipSampling;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideosTest {
  private static final ClipSampling TWO = new ClipSampling(2, 1);

  private final Configuration conf = new Configuration(false);

  @TempDir Path folder;

  @BeforeEach
  void makeVideos() throws IOException {
    write("a/b/1.png", "one");
    write("a/b/2.png", "three");
    write("a/b/10.png", "two");
    write("a/b/.hidden.png", "skipped");
    write("a/clip.GIF", "of one file");
    write("c/1.jpg", "alone");
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Listing list(List<String> inputs, List<String> includes) throws IOException {
    InputSelection selection =
        new InputSelection(Inputs.qualify(conf, inputs), includes, List.of(), 0);
    return LakeListing.list(
        conf, selection, true, new PieceListing(conf, selection, true), found -> {});
  }

  private List<String> below(Listing listing) {
    return StreamSupport.stream(listing.images().spliterator(), false)
        .map(video -> video.uri().substring(("file:" + folder + "/").length()))
        .toList();
  }

  private Fetched read(LakeImage video) throws InterruptedException {
    try (Prefetch prefetch =
        Prefetch.openClips(conf, List.of(video), ReadAhead.upTo(1 << 20), TWO)) {
      return prefetch.next();
    }
  }

  @Test
  void aFolderOfFramesIsOneVideoAndSoIsAFileThatHoldsThemAll() throws IOException {
    Listing listing = list(List.of(folder.toString()), List.of());
    assertThat(below(listing)).containsExactly("a/b", "a/clip.GIF", "c");
    assertThat(listing.images().iterator().next().length()).isEqualTo("onethreetwo".length());
    assertThat(listing.skippedHidden()).isEqualTo(1);
  }

  @Test
  void aFolderListedTwiceIsPlannedOnceWithItsOwnLength() throws IOException {
    Listing listing = list(List.of(folder.toString(), folder + "/a"), List.of());
    assertThat(below(listing)).containsExactly("a/b", "a/clip.GIF", "c");
    assertThat(listing.images().iterator().next().length()).isEqualTo("onethreetwo".length());
    assertThat(listing.duplicates()).isEqualTo(2);
  }

  @Test
  void globsAreOfVideos() throws IOException {
    assertThat(below(list(List.of(folder.toString()), List.of("a/b", "c"))))
        .containsExactly("a/b", "c");
    assertThat(below(list(List.of(folder + "/a/*"), List.of())))
        .containsExactly("a/b", "a/clip.GIF");
  }

  @Test
  void aSingleFrameIsNoVideo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list(List.of(folder + "/c/1.jpg"), List.of()))
        .withMessageStartingWith(
            "[file:%s/c/1.jpg] input: expected a folder of frames".formatted(folder))
        .withMessageEndingWith("name the folder it is in");
  }

  @Test
  void framesAreReadInTheOrderOfTheirNames() throws Exception {
    LakeImage video = list(List.of(folder + "/a/b"), List.of()).images().iterator().next();
    Fetched.Clip clip = (Fetched.Clip) read(video);
    assertThat(clip.frames()).extracting(Fetched.Frame::name).containsExactly("1.png", "10.png");
    assertThat(clip.frames().get(1).bytes().array()).asString().isEqualTo("two");
    // printf onetwo | sha256sum
    assertThat(clip.sha256())
        .isEqualTo("25b6746d5172ed6352966a013d93ac846e1110d5a25e8f183b5931f4688842a1");
  }

  @Test
  void aShortVideosLastFrameIsShownAgain() throws Exception {
    Fetched.Clip clip =
        (Fetched.Clip) read(list(List.of(folder + "/c"), List.of()).images().iterator().next());
    assertThat(clip.frames()).extracting(Fetched.Frame::name).containsExactly("1.jpg", "1.jpg");
  }

  @Test
  void aFrameMoreThanPlannedIsAChange() throws Exception {
    LakeImage video = list(List.of(folder + "/a/b"), List.of()).images().iterator().next();
    write("a/b/3.png", "new");
    Fetched.Refused refused = (Fetched.Refused) read(video);
    assertThat(refused.code()).isEqualTo(QuarantineCode.CHANGED_SINCE_PLAN);
    assertThat(refused.detail()).isEqualTo("14 bytes; planned 11");
  }

  @Test
  void aFolderThatIsGoneIsAChange() throws Exception {
    Fetched.Refused refused =
        (Fetched.Refused) read(new LakeImage("file:" + folder + "/nowhere", 1, 1));
    assertThat(refused.code()).isEqualTo(QuarantineCode.CHANGED_SINCE_PLAN);
    assertThat(refused.detail()).isEqualTo("the file is gone");
  }
}
