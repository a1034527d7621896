package io.residua.jobs.extract;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables of pictures, written by a source's own Spark and listed as the product lists them. */
final class TableLake implements AutoCloseable {

  static final int ROWS = 24;

  private static final StructType IMAGE =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("part", DataTypes.StringType)
          .add("image", IMAGE);

  private final String format;
  private final LazySpark spark;
  private final List<Path> pictures;

  TableLake(Path folder, String format, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    all.put("spark.sql.shuffle.partitions", "2");
    all.put("spark.databricks.delta.snapshotPartitions", "1");
    all.put("spark.sql.files.maxPartitionBytes", "16384");
    all.put("spark.hadoop.parquet.block.row.count.limit", "7");
    LakeRequest lake = new LakeRequest(List.of("-"), List.of(), List.of(), 0, form(format));
    FeatureRequest none =
        new FeatureRequest(
            "generated:42", "resnet18", null, ClipRequest.NONE, null, "onednn", "f32", null, 4);
    this.format = format;
    this.spark =
        new LazySpark("tables", new ExtractRequest(lake, none, "-", 0, false, 0, "local[2]", all));
    this.pictures = draw(Files.createDirectories(folder.resolve("pictures")));
  }

  private static List<Path> draw(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
      Random random = new Random(i);
      for (int pixel = 0; pixel < 1_200; pixel++) {
        picture.setRGB(pixel % 40, pixel / 40, random.nextInt());
      }
      Path file = folder.resolve(i + ".bmp");
      ImageIO.write(picture, "bmp", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static InputForm form(String format, String... columns) {
    return new InputForm(format, Map.of(), "", "", List.of(columns));
  }

  SparkSession session() {
    return SparkSession.builder().sparkContext(spark.get().sc()).getOrCreate();
  }

  void sql(String statement) {
    session().sql(statement).collectAsList();
  }

  /** The same pictures, {@code NUMBER.bmp}. */
  List<Path> pictures() {
    return pictures;
  }

  /**
   * A row a picture, in one file of some row groups: its number, one of two parts, its bytes and
   * {@code NUMBER.bmp}.
   */
  Dataset<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Row image = RowFactory.create(Files.readAllBytes(pictures.get(i)), i + ".bmp");
      rows.add(RowFactory.create(i, "part " + i % 2, image));
    }
    return session().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  /** The numbers of the rows listed, ascending. */
  List<Integer> listed(String table, InputForm form) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (LakeImage image : images(table, form)) {
      String name = image.uri().substring(image.uri().lastIndexOf('/') + 1);
      numbers.add(Integer.valueOf(name.replace(".bmp", "")));
    }
    return numbers.stream().sorted().toList();
  }

  List<Integer> listed(String table, String... columns) throws IOException {
    return listed(table, form(format, columns));
  }

  List<LakeImage> images(String table, InputForm form) throws IOException {
    Configuration conf = new Configuration();
    LakeRequest request = new LakeRequest(List.of(table), List.of(), List.of(), 0, form);
    InputSelection selection = request.selection(conf);
    SparkListing work = new SparkListing(spark, conf, selection, false);
    List<LakeImage> images = new ArrayList<>();
    try (Listing listing = LakeListing.list(conf, selection, false, work, found -> {})) {
      listing.images().forEach(images::add);
    }
    return images;
  }

  /** All rows but these. */
  static List<Integer> without(Integer... gone) {
    return Stream.iterate(0, i -> i < ROWS, i -> i + 1)
        .filter(i -> !List.of(gone).contains(i))
        .toList();
  }

  @Override
  public void close() {
    spark.close();
  }
}
