package io.residua.backbone.weights;

import static io.residua.backbone.weights.Pickles.assertCheaplyRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchZipTest {
  private static final byte[] STATE =
      ("\u0080\u0002}U\u0001actorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0004tQ"
              + "K\u0000K\u0002K\u0002\u0086K\u0001K\u0002\u0086\u0089}tRs.")
          .getBytes(StandardCharsets.ISO_8859_1);

  @TempDir Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private ZipOutputStream zip = new ZipOutputStream(OutputStream.nullOutputStream());

  @BeforeEach
  void open() {
    zip = new ZipOutputStream(bytes);
  }

  @Test
  void stridesAndTheOrderOfBytesAreFollowed() throws IOException {
    add("a/data.pkl", STATE);
    add("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    add("a/data/0", floats(ByteOrder.BIG_ENDIAN));
    try (TensorFile tensors = TorchZip.open(file(whole()))) {
      assertThat(tensors.values("a")).containsExactly(1, 3, 2, 4);
      assertThat(tensors.shape("a")).containsExactly(2L, 2L);
    }
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    add("a/data.pkl", STATE);
    zip.setMethod(ZipOutputStream.DEFLATED);
    zip.putNextEntry(new ZipEntry("a/data/0"));
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < 256; i++) {
      zip.write(zeros);
    }
    zip.closeEntry();
    assertRefused(
        whole(),
        "a/data/0: expected it stored as PyTorch writes it, found 268435456 bytes compressed to ");
  }

  @Test
  void aNameThatLeadsOutOfTheFolderIsRefused() throws IOException {
    for (String name : new String[] {"../data/0", "/etc/passwd", "a/../../b", "a\\..\\b", "C:/b"}) {
      open();
      bytes.reset();
      add("a/data.pkl", STATE);
      add(name, new byte[16]);
      assertRefused(
          whole(), "found '%s', which leads out of it; do not trust this file".formatted(name));
    }
  }

  @Test
  void entriesThatLieOverEachOtherAreRefused() throws IOException {
    byte[] sound = sound();
    ByteBuffer zip = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    int second = secondInDirectory(zip);
    zip.putInt(second + 42, 0);
    assertRefused(sound, "expected entries one behind the other, found a/data/0 within a/data.pkl");
  }

  @Test
  void aNameThatComesTwiceIsRefused() throws IOException {
    add("a/data.pkl", STATE);
    add("a/data.pkm", STATE);
    byte[] twice = whole();
    ByteBuffer zip = ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN);
    zip.put(secondInDirectory(zip) + 46 + "a/data.pk".length(), (byte) 'l');
    assertRefused(twice, "expected each name once, found a/data.pkl twice");
  }

  @Test
  void sizesBeyondTheFileAreRefused() throws IOException {
    byte[] sound = sound();
    for (int size : new int[] {Integer.MAX_VALUE, -2, 1 << 20}) {
      byte[] wrong = sound.clone();
      ByteBuffer zip = ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN);
      int second = secondInDirectory(zip);
      zip.putInt(second + 20, size).putInt(second + 24, size);
      assertRefused(wrong, "a/data/0: its bytes before the directory");
    }
  }

  @Test
  void aStorageOfAnotherSizeIsRefused() throws IOException {
    add("a/data.pkl", STATE);
    add("a/data/0", new byte[12]);
    assertRefused(whole(), "data/0: expected 4 values of 4 bytes, found 12 bytes");
    open();
    bytes.reset();
    add("a/data.pkl", STATE);
    assertRefused(whole(), "data/0: expected 4 values of 4 bytes, found no such entry");
  }

  @Test
  void anotherKindOfZipIsNamed() throws IOException {
    add("configuration.json", new byte[2]);
    assertRefused(
        whole(), "expected data.pkl in the zip, as PyTorch has it, found [configuration.json]");
  }

  @Test
  void aFileCutShortAnywhereSaysSo() throws IOException {
    byte[] sound = sound();
    for (int length = 1; length < sound.length; length++) {
      assertRefused(Arrays.copyOf(sound, length), "truncated at byte " + length);
    }
  }

  private byte[] sound() throws IOException {
    add("a/data.pkl", STATE);
    add("a/data/0", floats(ByteOrder.LITTLE_ENDIAN));
    return whole();
  }

  private static byte[] floats(ByteOrder order) {
    return ByteBuffer.allocate(16)
        .order(order)
        .putFloat(1)
        .putFloat(2)
        .putFloat(3)
        .putFloat(4)
        .array();
  }

  private static int secondInDirectory(ByteBuffer zip) {
    int directory = zip.getInt(zip.capacity() - 22 + 16);
    return directory + 46 + zip.getShort(directory + 28) + zip.getShort(directory + 30);
  }

  private void add(String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private byte[] whole() throws IOException {
    zip.close();
    return bytes.toByteArray();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("weights.pth"), content);
  }

  private void assertRefused(byte[] content, String problem) throws IOException {
    Path file = file(content);
    assertCheaplyRefused(() -> TorchZip.open(file).close(), problem);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
