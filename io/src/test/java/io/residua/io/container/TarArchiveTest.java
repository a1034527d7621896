package io.residua.io.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.image.QuarantineCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TarArchiveTest {

  private static final byte[] END = new byte[1_024];

  @Test
  void anArchiveWithoutItsEndMarkHasOneImageMore() throws IOException {
    TarArchive archive = archive(member("a.jpg", '0', "abc"));

    Held held = Held.of(archive);

    assertThat(held.names()).containsExactly("a.jpg", "(damaged at byte 1024)");
    assertThat(archive.read(0, 0, 100).bytes()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
    requireDamage(
        archive,
        held.images.get(1),
        QuarantineCode.TRUNCATED,
        "tar archive: expected a header or the end mark at byte 1024, found the end of the file at 1024");
  }

  @Test
  void anImageCutShortIsTruncatedUnderItsName() throws IOException {
    byte[] whole = join(member("a.jpg", '0', "abc"), member("b.jpg", '0', "x".repeat(5_000)));
    TarArchive archive = archive(Arrays.copyOf(whole, 3_000));

    Held held = Held.of(archive);

    assertThat(held.names()).containsExactly("a.jpg", "b.jpg");
    requireDamage(
        archive,
        held.images.get(1),
        QuarantineCode.TRUNCATED,
        "5000 bytes from byte 1536 of the archive, which ends at 3000");
  }

  @Test
  void aHeaderThatIsNoneEndsTheListing() throws IOException {
    byte[] whole =
        join(member("a.jpg", '0', "abc"), member("b.jpg", '0', "abc"), member("c.jpg", '0', "c"));
    TarArchive archive = archive(Held.changed(whole, 1_024 + 3, 'X'));

    Held held = Held.of(archive);

    assertThat(held.names()).containsExactly("a.jpg", "(damaged at byte 1024)");
    assertThatThrownBy(() -> archive.read(1_024, Container.DAMAGE, 10))
        .hasMessageMatching(
            "tar archive: expected a header with checksum [0-9]+ at byte 1024, found [0-9]+");
  }

  @Test
  void joinedArchivesAreReadToTheEnd() throws IOException {
    TarArchive archive =
        archive(member("a.jpg", '0', "a"), END, new byte[9_216], member("b.jpg", '0', "b"), END);

    Held held = Held.of(archive);

    assertThat(held.names()).containsExactly("a.jpg", "b.jpg");
    Held.Image last = held.images.get(1);
    assertThat(archive.read(last.offset(), last.index(), 9).bytes()).containsExactly('b');
  }

  @Test
  void lengthsOfExtendedHeadersAreBounded() throws IOException {
    byte[] longName = Held.changed(member("x", 'L', ""), 124, "37777777777\0".chars().toArray());
    byte[] hugePax = Held.changed(member("x", 'x', ""), 124, "37777777777\0".chars().toArray());
    byte[] chain = new byte[0];
    for (int i = 0; i < 9; i++) {
      chain = join(chain, member("x", 'K', "link"));
    }

    assertDamaged(archive(sum(longName), END), "at most 4096 bytes, found 4294967295 at byte 0");
    assertDamaged(archive(sum(hugePax), END), "at most 1048576 bytes, found 4294967295 at byte 0");
    assertDamaged(
        archive(chain, member("a.jpg", '0', ""), END), "at most 8 extended headers of one member");
    assertDamaged(
        archive(member("x", 'x', "99999 path=a\n"), END), "expected records of a pax header");
    assertDamaged(
        archive(member("x", 'g', "12 path=abc\n"), member("a.jpg", '0', ""), END),
        "expected no path in a global header");
  }

  @Test
  void anImageThatClaimsTooManyBytesIsRefusedUnread() throws IOException {
    TarArchive archive = archive(member("a.jpg", '0', "x".repeat(2_000)), END);

    assertThatThrownBy(() -> archive.read(0, 0, 1_999))
        .hasMessage("2000 bytes; the limit is 1999")
        .isInstanceOfSatisfying(
            ContainerDamage.class,
            e -> assertThat(e.code()).isEqualTo(QuarantineCode.TOO_MANY_BYTES));
  }

  @Test
  void aSidecarThatIsTooLongIsNoEmptyValue() throws IOException {
    String text = "x".repeat(Container.MOST_VALUE_BYTES + 1);
    TarArchive archive =
        new TarArchive(
            new Held(join(member("a.jpg", '0', "a"), member("a.txt", '0', text), END)),
            List.of("txt"));

    assertThatThrownBy(() -> archive.read(0, 0, 10))
        .hasMessage("sidecar txt: 1048577 bytes; the limit is 1048576");
  }

  @Test
  void oneKeyForAWholeArchiveIsCutIntoSamples() throws IOException {
    List<byte[]> members = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      members.add(member("photo.%04d.jpg".formatted(i), '0', "number " + i));
    }
    members.add(END);
    TarArchive archive = archive(members.toArray(byte[][]::new));

    Held held = Held.of(archive);

    assertThat(held.images).hasSize(2_500);
    assertThat(held.images.get(2_499).index()).isEqualTo(2_499 - 2 * 1_024);
    for (int i : List.of(0, 1_023, 1_024, 2_047, 2_048, 2_499, 5)) {
      Held.Image image = held.images.get(i);
      assertThat(archive.read(image.offset(), image.index(), 99).bytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("number " + i);
    }
  }

  @Test
  void hostileBytesEndInDamageNotInTheHeap() throws IOException {
    byte[] sound = Files.readAllBytes(Fixtures.file("pax.tar"));
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      byte[] hostile = sound.clone();
      int header = random.nextInt(sound.length / 512) * 512;
      hostile[header + random.nextInt(512)] = (byte) random.nextInt();
      hostile = round % 2 == 0 ? fixed(hostile, header) : hostile;
      try (TarArchive archive = new TarArchive(new Held(hostile), List.of("txt"))) {
        for (Held.Image image : Held.of(archive).images) {
          try {
            archive.read(image.offset(), image.index(), 1 << 20);
          } catch (ContainerDamage damage) {
            assertThat(damage.detail()).isNotEmpty();
          }
        }
      }
    }
  }

  private static void assertDamaged(TarArchive archive, String message) throws IOException {
    Held held = Held.of(archive);
    assertThat(held.images.get(held.images.size() - 1).index()).isEqualTo(Container.DAMAGE);
    assertThatThrownBy(() -> archive.read(0, Container.DAMAGE, 1)).hasMessageContaining(message);
  }

  private static void requireDamage(
      TarArchive archive, Held.Image image, QuarantineCode code, String message) {
    assertThatThrownBy(() -> archive.read(image.offset(), image.index(), 1 << 20))
        .hasMessage(message)
        .isInstanceOfSatisfying(ContainerDamage.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static TarArchive archive(byte[]... parts) {
    return new TarArchive(new Held(join(parts)), List.of());
  }

  private static byte[] member(String name, char type, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    byte[] member = new byte[512 + (bytes.length + 511) / 512 * 512];
    put(member, 0, name);
    put(member, 100, "0000644\0");
    put(member, 124, "%011o\0".formatted(bytes.length));
    put(member, 257, "ustar\00000");
    member[156] = (byte) type;
    System.arraycopy(bytes, 0, member, 512, bytes.length);
    return sum(member);
  }

  private static byte[] sum(byte[] member) {
    return fixed(member, 0);
  }

  private static byte[] fixed(byte[] bytes, int header) {
    put(bytes, header + 148, "        ");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += bytes[header + i] & 0xff;
    }
    put(bytes, header + 148, "%06o\0 ".formatted(sum));
    return bytes;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
