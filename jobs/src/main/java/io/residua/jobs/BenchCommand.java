package io.residua.jobs;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.jobs.bench.Bench;
import io.residua.jobs.bench.BenchRequest;
import io.residua.jobs.bench.BenchRequest.Part;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code residua bench}: what this machine does, with a check beside each time. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Times this machine, in images a second, and checks beside each time that the results are right.",
      "model: forward passes alone, by engine, precision, batch size, input shape and slots; embeddings are compared with those of float32. decode: encoded images to pixels, by step; isolated and in-process pixels are compared. job: extract as a whole, by engine, precision and isolation; every image is accounted for and verify proves the output.",
      "A rate is that between two sizes, one four times the other, so that start-up does not count, and the median of the repeats; spread is from the lowest to the highest. Times of a machine that has other work mean little: bench says so when it finds one.",
      "Exit code 1 when a result is wrong."
    },
    footer = {
      "",
      "How much faster bf16 is than f32 here, and how two slots share the machine:",
      "  residua bench --part model --precision f32,bf16 --slots 1,2",
      "Input shapes of detection:",
      "  residua bench --part model --shape 224x224,800x1088 --batch-size 4,16",
      "The whole job on photos of yours, kept as JSON:",
      "  residua bench --part job --input photos --images 400 --json job.json"
    })
final class BenchCommand implements Callable<Integer> {

  @Option(
      names = "--part",
      split = ",",
      paramLabel = "PART",
      description = "What is timed: model, decode, job (default: all of them).")
  private List<Part> parts = List.of(Part.values());

  @Option(
      names = "--weights",
      paramLabel = "NAME|FILE|generated:SEED",
      defaultValue = "generated:42",
      description =
          "As extract takes them (default: ${DEFAULT-VALUE}; they are no faster or slower).")
  private String weights = "generated:42";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "As extract takes it (default: what the weights are of, resnet50 for generated ones).")
  private @Nullable String model;

  @Option(
      names = "--preprocess",
      paramLabel = "NAME|FIGURES",
      description =
          "Resize, crop and normalization for decode and job, as extract takes them (default: what the weights were trained with).")
  private @Nullable String preprocessing;

  @Option(
      names = "--engine",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "onednn",
      description =
          "onednn, dl4j; its float32 is compared with that of the first (default: ${DEFAULT-VALUE}).")
  private List<String> engines = List.of("onednn");

  @Option(
      names = "--precision",
      split = ",",
      paramLabel = "P",
      description =
          "As extract takes them (default: all that the engine has on this processor, f32 first).")
  private List<String> precisions = List.of();

  @Option(
      names = "--batch-size",
      split = ",",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Images of a forward pass of 224x224; larger ones come in smaller batches (default: ${DEFAULT-VALUE}). A job takes the first.")
  private List<Integer> batchSizes = List.of(16);

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "HEIGHTxWIDTH",
      defaultValue = "224x224",
      converter = Shape.class,
      description = "Input shapes of the model (default: ${DEFAULT-VALUE}).")
  private List<Extent> shapes = List.of(new Extent(224, 224));

  @Option(
      names = "--slots",
      split = ",",
      paramLabel = "N",
      description =
          "Slots that run the model at once, a thread each, over one copy of the weights (default: 1 and as many as there are cores).")
  private List<Integer> slots =
      Stream.of(1, Runtime.getRuntime().availableProcessors()).distinct().toList();

  @Option(
      names = "--decoder-isolation",
      split = ",",
      paramLabel = "HOW",
      defaultValue = "process,none",
      description = "process, none, for job (default: ${DEFAULT-VALUE}).")
  private List<FeatureOptions.DecoderIsolation> isolations =
      List.of(FeatureOptions.DecoderIsolation.values());

  @Option(
      names = "--input",
      paramLabel = "FOLDER",
      description =
          "Local folder of images, read recursively; features are checked on eight of them (default: the demo's pictures, drawn into a temporary folder).")
  private @Nullable Path input;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Images of the smaller job and, at most, of decode: those of the folder, in a job again and again. The larger job has four times as many (default: 64 for each core, that all have two shards).")
  private int images = 64 * Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description =
          "What the longer of two times of model and decode should take, about (default: ${DEFAULT-VALUE}).")
  private double seconds = 2;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Repeats of each time (default: ${DEFAULT-VALUE}).")
  private int repeats = 3;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes all of it as JSON, too; a file that is there is replaced.")
  private @Nullable Path json;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws Exception {
    return Bench.run(request(), Residua.Version.number(), System.out)
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }

  private BenchRequest request() {
    return new BenchRequest(
        EnumSet.copyOf(parts),
        new BenchRequest.Network(weights, model, preprocessing, engines, precisions),
        batchSizes,
        shapes,
        slots,
        isolations.stream().map(how -> how == FeatureOptions.DecoderIsolation.process).toList(),
        input,
        images,
        seconds,
        repeats,
        json,
        cluster.master,
        cluster.sparkSettings());
  }

  /** {@code 800x1088}: rows, then columns. */
  private static final class Shape implements ITypeConverter<Extent> {

    private static final Pattern SPELLED = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,3})");

    @Override
    public Extent convert(String text) {
      Matcher sides = SPELLED.matcher(text);
      if (!sides.matches()
          || side(sides, 1) > Geometry.LONGEST_SIDE
          || side(sides, 2) > Geometry.LONGEST_SIDE) {
        throw new TypeConversionException(
            "expected HEIGHTxWIDTH of at most %d pixels each, found %s; give one such as 800x1088"
                .formatted(Geometry.LONGEST_SIDE, text));
      }
      return new Extent(side(sides, 2), side(sides, 1));
    }

    private static int side(Matcher sides, int group) {
      return Integer.parseInt(sides.group(group));
    }
  }
}
