package io.residua.backbone.weights;

import static io.residua.backbone.weights.Pickles.assertCheaplyRefused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchTarTest {
  @TempDir Path folder;

  @Test
  void aWholeArchiveIsRefusedWithTheRemedy() throws IOException {
    assertRefused(
        archive("00000000764"),
        "[old.pth] expected a zip or a pickle of PyTorch, found a tar archive (PyTorch's first .pth, of early 2017); save it anew: torch.save(torch.load(FILE), \"weights.pth\")");
  }

  @Test
  void anArchiveThatEndsWithinAMemberSaysHowLongItWas() throws IOException {
    byte[] cut = Arrays.copyOf(archive("00000100000"), 2000);
    assertRefused(cut, "[old.pth] truncated at byte 2000 of 40960, a tar archive");
  }

  @Test
  void aSizeThatIsNoneIsNotFollowed() throws IOException {
    assertRefused(archive("77777777777"), "truncated at byte 10240 of 8589936640, a tar archive");
    assertRefused(archive("-1xxxxxxxxx"), "found a tar archive");
  }

  private void assertRefused(byte[] content, String problem) throws IOException {
    Path file = Files.write(folder.resolve("old.pth"), content);
    assertCheaplyRefused(() -> TorchTar.open(file).close(), problem);
  }

  /** One record of 20 blocks, with one member of so many bytes in octal. */
  private static byte[] archive(String octal) {
    return ByteBuffer.allocate(20 * 512)
        .put(0, "sys_info".getBytes(StandardCharsets.US_ASCII))
        .put(124, octal.getBytes(StandardCharsets.US_ASCII))
        .put(257, "ustar".getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
