package io.residua.jobs.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Backbone;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.container.PassedColumn;
import io.residua.io.features.StoredMaps;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.InProcessDecoder;
import io.residua.io.lake.ContainerFile;
import io.residua.io.lake.ContainerFormat;
import io.residua.io.lake.Containers;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.lake.SortedImages;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.SpooledShard;
import io.residua.jobs.Duck;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.verify.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.hadoop.shaded.org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of images in containers, up to the committed files, as DuckDB reads them. */
class ContainedImagesTest {

  private static final int BATCH = 4;
  private static final String SAME =
      "SELECT count(*), count(*) FILTER (a.embedding = b.embedding AND a.width = b.width)"
          + " FROM '%s' a JOIN '%s' b USING (sha256)";

  private static final FeatureRecipe RECIPE =
      new FeatureRecipe(
          "imagenet-224",
          null,
          new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false),
          512,
          StoredMaps.NONE);

  @TempDir static Path folder;
  private static List<Path> pictures;
  private static Path plain;
  private static Backbone backbone;

  private static final Configuration CONF = new Configuration();

  @BeforeAll
  static void embedTheFolder() throws Exception {
    Path drawn = Demo.drawPictures(folder);
    try (Stream<Path> files = Files.walk(drawn)) {
      pictures = files.filter(Files::isRegularFile).sorted().limit(10).toList();
    }
    backbone =
        Engines.of("onednn")
            .load(
                WeightsSource.load("generated:42", ResNetSpec.of("resnet18"), Stage.CONV5_X),
                Precision.F32);
    InputSelection selection =
        InputSelection.of(pictures.stream().map(picture -> "file:" + picture).toList());
    plain = extract("plain", LakeListing.list(CONF, selection, found -> {}));
  }

  @AfterAll
  static void unload() {
    backbone.close();
  }

  @Test
  void anArchiveGivesTheSameEmbeddingsAndItsSidecars() throws Exception {
    Path file = folder.resolve("a.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (int i = 0; i < pictures.size(); i++) {
        put(tar, i + ".jpg", Files.readAllBytes(pictures.get(i)));
        if (i % 2 == 0) {
          put(tar, i + ".txt", ("caption " + i).getBytes(UTF_8));
        }
      }
    }

    Path shard = extract("tar", listing(ContainerFormat.WEBDATASET, file, form("", "txt")));

    assertThat(Duck.row(SAME.formatted(plain, shard))).isEqualTo("10 10");
    assertThat(
            Duck.row(
                "SELECT count(*) FILTER (txt IS NULL), count(*) FILTER (txt = 'caption ' ||"
                    + " regexp_extract(uri, '([0-9]+).jpg', 1)) FROM '%s'".formatted(shard)))
        .isEqualTo("5 5");
  }

  @Test
  void aTableGivesTheSameEmbeddingsItsColumnsAndTrueLengths() throws Exception {
    Path file = folder.resolve("a.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT content AS image, size AS id, TIMESTAMPTZ '2026-11-23 12:00:00Z' AS at FROM"
              + " read_blob(%s) UNION ALL SELECT NULL, -1, NULL UNION ALL SELECT 'none'::BLOB, -2, NULL) TO '%s'"
                  .formatted(pictures.stream().map(picture -> "'" + picture + "'").toList(), file));
    }

    Path shard =
        extract("table", listing(ContainerFormat.PARQUET, file, form("image", "id", "at")));
    assertThat(
            Duck.row(
                "SELECT count(*), bool_and(t.id = octet_length(i.image)), bool_and(t.id = i.id), typeof(any_value(t.at))"
                    + " FROM '%s' t JOIN '%s' i ON t.sha256 = sha256(i.image)"
                        .formatted(shard, file)))
        .isEqualTo("10 true true TIMESTAMP WITH TIME ZONE");
    Path quarantine =
        Objects.requireNonNull(Objects.requireNonNull(shard.getParent()).getParent())
            .resolve("quarantine/*.parquet");
    assertThat(
            Duck.row(
                "SELECT string_agg(code || ' ' || detail, ', ' ORDER BY uri), max(bytes) FILTER (code <> 'EMPTY') FROM '%s'"
                    .formatted(quarantine)))
        .startsWith("EMPTY the row has no image, NOT_AN_IMAGE ")
        .endsWith(" 4");
  }

  @Test
  void aSequenceFileGivesTheSameEmbeddings() throws Exception {
    Path file = folder.resolve("a.seq");
    try (SequenceFile.Writer out =
        SequenceFile.createWriter(
            CONF,
            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toUri())),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(BytesWritable.class))) {
      for (Path picture : pictures) {
        out.append(new Text(picture.toString()), new BytesWritable(Files.readAllBytes(picture)));
      }
    }

    Path shard = extract("seq", listing(ContainerFormat.SEQUENCEFILE, file, form("")));

    assertThat(Duck.row(SAME.formatted(plain, shard))).isEqualTo("10 10");
  }

  private static Listing listing(ContainerFormat format, Path file, InputForm form)
      throws IOException {
    long modified = Files.getLastModifiedTime(file).toMillis();
    LakeImage now = new LakeImage("file:" + file, Files.size(file), modified);
    Found found = new Found();
    List<PassedColumn> columns;
    try (ContainerFile container = Containers.open(CONF, format, now, form)) {
      container.list(found);
      columns = Objects.requireNonNull(container.columns());
    }
    found.images.sort(Comparator.comparing(LakeImage::uri));
    InputSelection selection =
        new InputSelection(List.of(now.uri()), List.of(), List.of(), 0, form);
    return new Listing(selection, SortedImages.of(found.images), 0, 0, 0, 0, List.of(), columns);
  }

  /** The shard's embeddings, committed, and proved. */
  private static Path extract(String name, Listing listing) throws Exception {
    Path output = folder.resolve(name);
    Ledger ledger = Ledger.open(CONF, output.toString());
    RunDescription frozen =
        ledger.freeze(
            Map.of("residua.model", "resnet18", "residua.embedding-stage", "conv5_x"),
            "test",
            listing,
            OptionalInt.of(100));
    RunDescription run = RunDescription.fromJson(frozen.toJson(), "run.json");
    Path spool = Files.createDirectories(folder.resolve(name + "-spool"));
    try (Workplace workplace =
        new Workplace(
            backbone.spec(),
            backbone.openSlot(BATCH),
            new InProcessDecoder(DecodeLimits.DEFAULT),
            new PixelBuffers(BATCH, Preprocessing.IMAGENET_224.geometry(), null))) {
      List<LakeImage> images = ledger.images(run, 0);
      new ShardExtraction(
              CONF,
              new ShardExtraction.Lake(run.selection().form(), run.columns()),
              RECIPE,
              workplace,
              new StageTimes(),
              accounted -> {})
          .extract(images, ShardCopies.none(images), run.fileKeyValues(0), spool);
      ledger
          .shard(run, 0, images, spool)
          .commit(SpooledShard.of(spool.resolve("embeddings.parquet")), Map.of());
    }
    assertThat(ledger.complete(run).missing().isEmpty()).isTrue();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean sound = Verification.run(CONF, output.toString(), new PrintStream(said, true, UTF_8));
    assertThat(sound).as(said.toString(UTF_8)).isTrue();
    return output.resolve("embeddings/shard-000000.parquet");
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static InputForm form(String image, String... columns) {
    return new InputForm(InputForm.AUTOMATIC, Map.of(), image, "", List.of(columns));
  }

  private static final class Found implements ContainerFile.Found {

    private final List<LakeImage> images = new ArrayList<>();

    @Override
    public void image(LakeImage image, String name) {
      images.add(image);
    }

    @Override
    public void hidden() {
      throw new IllegalStateException("nothing is hidden");
    }

    @Override
    public void special() {
      throw new IllegalStateException("nothing is special");
    }
  }
}
