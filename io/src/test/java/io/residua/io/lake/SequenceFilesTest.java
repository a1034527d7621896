package io.residua.io.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.MiniHdfs;
import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what Hadoop's own writer wrote. */
class SequenceFilesTest {

  private static final Configuration CONF = new Configuration();
  private static final int RECORDS = 300;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "NONE, DefaultCodec",
    "RECORD, DefaultCodec",
    "RECORD, BZip2Codec",
    "BLOCK, DefaultCodec",
    "BLOCK, SnappyCodec"
  })
  void everyRecordIsRead(CompressionType type, String codec) throws Exception {
    String file = write(CONF, uri("a.seq"), type, codec(codec), true);

    requireAll(CONF, file);
  }

  @Test
  void keysMayBeBytes() throws Exception {
    String file = write(CONF, uri("a.seq"), CompressionType.BLOCK, new DefaultCodec(), false);

    requireAll(CONF, file);
  }

  @Test
  void filesOnHdfsAreReadInPlace() throws Exception {
    Configuration conf = MiniHdfs.configuration();

    requireAll(
        conf,
        write(
            conf,
            MiniHdfs.folder() + "/a.seq",
            CompressionType.BLOCK,
            codec("DefaultCodec"),
            true));
  }

  @Test
  void otherClassesAreRefusedUnloaded() throws IOException {
    String uri = uri("a.seq");
    try (SequenceFile.Writer out = writer(CONF, uri, Text.class, IntWritable.class, null)) {
      out.append(new Text("a"), new IntWritable(1));
    }

    assertThatThrownBy(() -> ContainersTest.list(CONF, uri, InputForm.NONE))
        .hasMessage(
            "["
                + uri
                + "] value class: expected org.apache.hadoop.io.BytesWritable, found org.apache.hadoop.io.IntWritable; write the images as BytesWritable under keys of Text, or leave the file out by --exclude");
  }

  @Test
  void aCodecThatIsNotHadoopsIsRefusedUnloaded() throws Exception {
    String uri = write(CONF, uri("a.seq"), CompressionType.RECORD, codec("DefaultCodec"), true);
    Path file = Path.of(java.net.URI.create(uri));
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, bytes.replace("compress.Default", "compress.Hostile"), StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> ContainersTest.list(CONF, uri, InputForm.NONE))
        .hasMessageContaining("found org.apache.hadoop.io.compress.HostileCodec; write the file");
  }

  @Test
  void columnsOfASequenceFileAreRefused() throws Exception {
    String uri = write(CONF, uri("a.seq"), CompressionType.NONE, codec("DefaultCodec"), true);

    assertThatThrownBy(() -> ContainersTest.list(CONF, uri, ContainersTest.form("", "", "id")))
        .hasMessageContaining("columns: expected none of a SequenceFile, found id asked for");
  }

  @ParameterizedTest
  @CsvSource({"NONE", "RECORD", "BLOCK"})
  void whatIsCutOffIsOneImageInQuarantine(CompressionType type) throws Exception {
    String uri = write(CONF, uri("a.seq"), type, codec("DefaultCodec"), true);
    Path file = Path.of(java.net.URI.create(uri));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));

    List<LakeImage> images = ContainersTest.list(CONF, uri, InputForm.NONE);
    List<Fetched> fetched = ContainersTest.read(CONF, images, InputForm.NONE, List.of());

    assertThat(images.size()).isBetween(RECORDS / 3, RECORDS - 1);
    assertThat(images.get(images.size() - 1).uri()).contains("(damaged at byte ");
    assertThat(fetched.subList(0, images.size() - 1))
        .allMatch(image -> image instanceof Fetched.Content);
    Fetched.Refused last = (Fetched.Refused) fetched.get(images.size() - 1);
    assertThat(last.code()).isEqualTo(QuarantineCode.TRUNCATED);
    assertThat(last.detail()).contains("found it cut short");
  }

  @Test
  void hostileBytesEndInQuarantineNotInTheHeap() throws Exception {
    for (CompressionType type : CompressionType.values()) {
      String uri = write(CONF, uri(type + ".seq"), type, codec("DefaultCodec"), true);
      Path file = Path.of(java.net.URI.create(uri));
      byte[] sound = Files.readAllBytes(file);
      Random random = new Random(7);
      for (int round = 0; round < 200; round++) {
        byte[] hostile = sound.clone();
        int at = 150 + random.nextInt(hostile.length - 160);
        for (int i = 0; i < 4; i++) {
          hostile[at + i] = (byte) (i == 0 && round % 2 == 0 ? 0x7f : random.nextInt());
        }
        Files.write(file, hostile);
        List<LakeImage> images = ContainersTest.list(CONF, uri, InputForm.NONE);
        List<Fetched> fetched = ContainersTest.read(CONF, images, InputForm.NONE, List.of());
        assertThat(fetched).hasSameSizeAs(images);
        assertThat(images.size()).isBetween(1, RECORDS + 1);
      }
    }
  }

  private void requireAll(Configuration conf, String uri) throws Exception {
    List<LakeImage> images = ContainersTest.list(conf, uri, InputForm.NONE);
    List<Fetched> fetched = ContainersTest.read(conf, images, InputForm.NONE, List.of());
    List<String> uris = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      uris.add("%s!/%09d/%s".formatted(uri, i, key(i)));
      digests.add(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value(i))) + "[]");
    }
    assertThat(images.stream().map(LakeImage::uri).toList()).isEqualTo(uris);
    assertThat(fetched.stream().map(ContainersTest::digest).toList()).isEqualTo(digests);
  }

  private static String write(
      Configuration conf,
      String uri,
      CompressionType type,
      CompressionCodec codec,
      boolean textKeys)
      throws IOException {
    // Small blocks, so that there are several.
    conf.setInt("io.seqfile.compress.blocksize", 40_000);
    Class<? extends Writable> keys = textKeys ? Text.class : BytesWritable.class;
    try (SequenceFile.Writer out =
        writer(
            conf, uri, keys, BytesWritable.class, SequenceFile.Writer.compression(type, codec))) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] key = key(i).getBytes(StandardCharsets.UTF_8);
        out.append(textKeys ? new Text(key) : new BytesWritable(key), new BytesWritable(value(i)));
      }
    }
    return uri;
  }

  private static SequenceFile.Writer writer(
      Configuration conf,
      String uri,
      Class<?> key,
      Class<?> value,
      SequenceFile.Writer.@org.jspecify.annotations.Nullable Option compression)
      throws IOException {
    return SequenceFile.createWriter(
        conf,
        SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(uri)),
        SequenceFile.Writer.keyClass(key),
        SequenceFile.Writer.valueClass(value),
        compression == null ? SequenceFile.Writer.compression(CompressionType.NONE) : compression);
  }

  private static CompressionCodec codec(String name) {
    Class<? extends CompressionCodec> type =
        switch (name) {
          case "BZip2Codec" -> BZip2Codec.class;
          case "SnappyCodec" -> SnappyCodec.class;
          default -> DefaultCodec.class;
        };
    return ReflectionUtils.newInstance(type, CONF);
  }

  private String uri(String name) {
    return "file:" + folder.resolve(name);
  }

  private static String key(int i) {
    return i % 10 == 0 ? "again" : "größe/" + i + ".jpg";
  }

  private static byte[] value(int i) {
    byte[] bytes = new byte[1 + i * 7];
    new Random(i).nextBytes(bytes);
    java.util.Arrays.fill(bytes, 0, bytes.length / 3, (byte) i);
    return bytes;
  }
}
