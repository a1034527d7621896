package io.residua.io.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetTableTest {

  @Test
  void aFileWithoutItsEndIsOneImageInQuarantine() throws IOException {
    byte[] sound = Files.readAllBytes(Fixtures.file("plain.parquet"));

    ParquetTable cut = table(Arrays.copyOf(sound, sound.length - 100));

    assertThat(Held.of(cut).images)
        .containsExactly(new Held.Image("(damaged)", 0, 0, Container.DAMAGE));
    assertThat(cut.columns()).isNull();
    assertThatThrownBy(() -> cut.read(0, Container.DAMAGE, 10))
        .hasMessage("Parquet: expected PAR1 at the end, found other bytes")
        .isInstanceOfSatisfying(
            ContainerDamage.class, e -> assertThat(e.code()).isEqualTo(QuarantineCode.TRUNCATED));
  }

  @Test
  void anEncryptedFileIsSaidToBe() throws IOException {
    byte[] sound = Files.readAllBytes(Fixtures.file("plain.parquet"));
    ParquetTable table = table(Held.changed(sound, sound.length - 1, 'E'));

    assertThatThrownBy(() -> table.read(0, 0, 10))
        .hasMessage("Parquet: encrypted; write it again without")
        .isInstanceOfSatisfying(
            ContainerDamage.class,
            e -> assertThat(e.code()).isEqualTo(QuarantineCode.UNSUPPORTED_FORMAT));
  }

  @Test
  void aFooterMayNotClaimMoreThanThereIs() throws IOException {
    byte[] sound = Files.readAllBytes(Fixtures.file("plain.parquet"));
    byte[] longer = Held.changed(sound, sound.length - 8, 0xff, 0xff, 0xff, 0x7f);
    ByteBuffer listed = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    // FileMetaData with version 1 and a schema of 2^31 - 1 elements.
    listed.put("PAR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    listed.put(new byte[] {0x15, 2, 0x19, (byte) 0xfc, -1, -1, -1, -1, 7});
    listed.putInt(9).put("PAR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> table(longer).read(0, 0, 10))
        .hasMessageContaining("expected a footer of 1 to 67108864 bytes within the file");
    assertThatThrownBy(() -> table(Arrays.copyOf(listed.array(), listed.position())).read(0, 0, 1))
        .hasMessage(
            "Parquet: expected a header of at most 9 bytes, found one that contradicts itself");
  }

  @Test
  void aRowLongerThanTheLimitIsRefusedAndTheNextIsRead() throws IOException {
    ParquetTable table = table(Files.readAllBytes(Fixtures.file("indexed.parquet")));

    assertThatThrownBy(() -> table.read(30, 0, 100)).hasMessage("420 bytes; the limit is 100");
    assertThat(table.read(1, 0, 100).bytes()).hasSize(72);
  }

  /** Pages are checksummed in one file only, so that decoders meet what is wrong in the others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.parquet",
        "snappy.parquet",
        "indexed.parquet",
        "indexed-v2.parquet",
        "pages-v2.parquet",
        "delta.parquet"
      })
  void hostileBytesEndInDamageNotInTheHeap(String name) throws IOException {
    byte[] sound = Files.readAllBytes(Fixtures.file(name));
    Random random = new Random(3);
    for (int round = 0; round < 400; round++) {
      byte[] hostile = sound.clone();
      int from = round % 2 == 0 ? Math.max(0, sound.length - 9_000) : 0;
      int at = from + random.nextInt(sound.length - from - 8);
      hostile[at] = (byte) (round % 4 < 2 ? random.nextInt() : 0xff);
      try (ParquetTable table = table(hostile)) {
        for (Held.Image image : Held.of(table).images) {
          read(table, image);
        }
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("[where] ");
      }
    }
  }

  private static void read(ParquetTable table, Held.Image image) throws IOException {
    try {
      table.read(image.offset(), image.index(), 1 << 20);
    } catch (ContainerDamage damage) {
      assertThat(damage.detail()).isNotEmpty();
    }
  }

  private static ParquetTable table(byte[] bytes) throws IOException {
    return ParquetTable.open(
        new Held(bytes), "image", "file", List.of("id", "small", "half"), "where");
  }
}
