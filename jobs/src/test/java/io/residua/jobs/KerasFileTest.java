package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.weights.WeightsSource;
import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of Keras' names and layouts through the whole way. */
class KerasFileTest {
  private static final Pattern BLOCK =
      Pattern.compile("layer(\\d)\\.(\\d+)\\.(conv|bn|downsample\\.)(\\d)\\..*");

  @TempDir static Path folder;
  private static Path keras;

  @BeforeAll
  static void writeKerasFile() throws IOException {
    keras = folder.resolve("keras.safetensors");
    try (WeightsSource weights =
        WeightsSource.open("generated:7", ResNetSpec.of("resnet50-keras"))) {
      writeAsKeras(weights, keras);
    }
  }

  @Test
  void aKerasFileIsKnownByItsNamesAlsoWhenConverted() throws IOException {
    CommandLine found = residua("weights", "inspect", keras.toString());
    assertThat(found.exitCode()).as(found.output()).isZero();
    assertThat(found.output())
        .contains("resnet50-keras: 3, 4, 6 and 3 bottleneck blocks")
        .containsPattern("reaches +conv5_x")
        .containsPattern("missing +none")
        .containsPattern("preprocessing +caffe-224 ");
    Path out = folder.resolve("converted.safetensors");
    assertThat(residua("weights", "convert", keras.toString(), out.toString()).exitCode()).isZero();
    assertThat(residua("weights", "inspect", out.toString()).output())
        .contains("resnet50-keras: 3, 4, 6 and 3 bottleneck blocks")
        .containsPattern("preprocessing +caffe-224 ")
        .doesNotContain("assumed");
    CommandLine again = residua("weights", "convert", keras.toString(), out.toString());
    assertThat(again.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(again.output()).contains("expected no such file yet, found one");
  }

  @Test
  void featuresOfAKerasFileAreThoseOfTheSameWeightsUnderTorchvisionsNames() throws Exception {
    Path pictures = Demo.drawPictures(folder);
    CommandLine file = extract(pictures, "of-file", "--weights", keras.toString());
    assertThat(file.exitCode()).as(file.output()).isZero();
    CommandLine made =
        extract(
            pictures,
            "of-generated",
            "--weights",
            "generated:7",
            "--model",
            "resnet50-keras",
            "--preprocess",
            "caffe-224");
    assertThat(made.exitCode()).as(made.output()).isZero();
    assertThat(
            Duck.row(
                "SELECT count(*), bool_and(a.embedding = b.embedding), count(DISTINCT a.embedding) FROM '%1$s/of-file/embeddings/*.parquet' a JOIN '%1$s/of-generated/embeddings/*.parquet' b USING (uri)"
                    .formatted(folder)))
        .isEqualTo("4 true 4");
    CommandLine wrong =
        extract(pictures, "wrong", "--weights", keras.toString(), "--model", "resnet50");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(wrong.output()).contains("use --model resnet50-keras or leave it out");
    CommandLine pixels =
        extract(pictures, "wrong", "--weights", keras.toString(), "--preprocess", "imagenet-224");
    assertThat(pixels.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(pixels.output()).contains("preprocessing: expected caffe-224");
    assertThat(folder.resolve("wrong")).doesNotExist();
  }

  private static CommandLine extract(Path pictures, String output, String... more) {
    List<String> command = new ArrayList<>(List.of("extract", "--input", pictures.toString()));
    command.addAll(List.of("--output", folder.resolve(output).toString(), "--limit", "4"));
    command.addAll(List.of("--embedding-stage", "conv3_x", "--precision", "f32"));
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(List.of(more));
    return residua(command.toArray(String[]::new));
  }

  /** As keras.applications saves them: kernels HWIO, the first convolution of B, G, R. */
  private static void writeAsKeras(WeightsSource weights, Path file) throws IOException {
    List<String> entries = new ArrayList<>();
    long end = 0;
    for (String name : weights.names()) {
      List<Long> s = weights.shape(name);
      List<Long> saved = s.size() == 4 ? List.of(s.get(2), s.get(3), s.get(1), s.get(0)) : s;
      long begin = end;
      end += s.stream().reduce(4L, Math::multiplyExact);
      entries.add(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(kerasName(name), saved, begin, end));
    }
    byte[] header =
        entries.stream()
            .collect(Collectors.joining(",", "{", "}"))
            .getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] length = new byte[Long.BYTES];
      ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
      out.write(length);
      out.write(header);
      for (String name : weights.names()) {
        out.write(kerasValues(name, weights.values(name), weights.shape(name)));
      }
    }
  }

  private static byte[] kerasValues(String name, float[] values, List<Long> shape) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer saved = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (shape.size() < 4) {
      saved.asFloatBuffer().put(values);
      return bytes;
    }
    int out = Math.toIntExact(shape.get(0));
    int in = Math.toIntExact(shape.get(1));
    int pixels = values.length / out / in;
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int i = 0; i < in; i++) {
        int from = name.equals("conv1.weight") ? in - 1 - i : i;
        for (int o = 0; o < out; o++) {
          saved.putFloat(values[(o * in + from) * pixels + pixel]);
        }
      }
    }
    return bytes;
  }

  private static String kerasName(String name) {
    Matcher block = BLOCK.matcher(name);
    String part = name.substring(name.lastIndexOf('.') + 1);
    if (!block.matches()) {
      boolean conv = name.startsWith("conv1");
      return (conv ? "conv1_conv/" : "conv1_bn/") + kerasPart(conv, part);
    }
    boolean shortcut = block.group(3).startsWith("downsample");
    boolean conv = shortcut ? block.group(4).equals("0") : block.group(3).equals("conv");
    return "conv%d_block%d_%s_%s/%s"
        .formatted(
            Integer.parseInt(block.group(1)) + 1,
            Integer.parseInt(block.group(2)) + 1,
            shortcut ? "0" : block.group(4),
            conv ? "conv" : "bn",
            kerasPart(conv, part));
  }

  private static String kerasPart(boolean conv, String part) {
    return switch (part) {
      case "weight" -> conv ? "kernel:0" : "gamma:0";
      case "bias" -> conv ? "bias:0" : "beta:0";
      case "running_mean" -> "moving_mean:0";
      default -> "moving_variance:0";
    };
  }
}
