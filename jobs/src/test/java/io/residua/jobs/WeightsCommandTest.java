package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandTest {

  @TempDir Path folder;

  @Test
  void aConvertedFileGivesTheEmbeddingsOfWhatItWasConvertedFrom() throws Exception {
    Path file = folder.resolve("resnet18.safetensors");
    CommandLine convert =
        residua("weights", "convert", "generated:7", file.toString(), "--model", "resnet18");
    assertThat(convert.exitCode()).as(convert.output()).isZero();
    Path pictures = Demo.drawPictures(folder);
    Path made = extract(pictures, "made", "--weights", "generated:7", "--model", "resnet18");
    Path read = extract(pictures, "read", "--weights", file.toString());
    assertThat(
            Duck.row(
                "SELECT count(*) FROM '%s/embeddings/*.parquet' a JOIN '%s/embeddings/*.parquet' b USING (uri) WHERE a.embedding = b.embedding"
                    .formatted(made, read)))
        .isEqualTo("8");
  }

  @Test
  void aGraphOfDeeplearning4jServesAsWeights() throws Exception {
    Path zip = folder.resolve("resnet18.zip");
    CommandLine convert =
        residua("weights", "convert", "generated:7", zip.toString(), "--model", "resnet18");
    assertThat(convert.exitCode()).as(convert.output()).isZero();
    CommandLine inspect = residua("weights", "inspect", zip.toString());
    assertThat(inspect.output())
        .contains("format         Deeplearning4j graph")
        .contains("network        resnet18: 2, 2, 2 and 2 basic blocks")
        .contains("reaches        conv5_x");
    Path pictures = Demo.drawPictures(folder);
    Path made = extract(pictures, "made", "--weights", "generated:7", "--model", "resnet18");
    Path read = extract(pictures, "read", "--weights", zip.toString());
    assertThat(
            Duck.row(
                "SELECT count(*) FROM '%s/embeddings/*.parquet' a JOIN '%s/embeddings/*.parquet' b USING (uri) WHERE a.embedding = b.embedding"
                    .formatted(made, read)))
        .isEqualTo("8");
  }

  private Path extract(Path pictures, String name, String... weights) {
    Path output = folder.resolve(name);
    String[] command = {
      "extract",
      "--input",
      pictures.toString(),
      "--output",
      output.toString(),
      "--limit",
      "8",
      "--precision",
      "f32",
      "--master",
      "local[1]",
      weights[0],
      weights[1],
      weights.length > 2 ? weights[2] : "--batch-size",
      weights.length > 3 ? weights[3] : "16"
    };
    CommandLine run = residua(command);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return output;
  }

  @Test
  void inspectSaysWhatAFileIs() {
    Path file = folder.resolve("resnet50.safetensors");
    residua("weights", "convert", "generated:7", file.toString(), "--model", "resnet50-os16");
    CommandLine run = residua("weights", "inspect", file.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("resnet50.safetensors")
        .contains("format         safetensors")
        .contains("network        resnet50-os16: 3, 4, 6 and 3 bottleneck blocks")
        .contains("reaches        conv5_x")
        .contains("tensors        265 with 23,561,152 values")
        .contains("missing        none");
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.safetensors"), "precious");
    CommandLine run = residua("weights", "convert", "generated:7", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains("mine.safetensors] expected no such file yet, found one");
    assertThat(file).hasContent("precious");
    assertThat(folder).isDirectoryNotContaining("glob:**/.mine*");
  }

  @Test
  void whatIsNoResNetIsRefusedWithWhatItIs() throws IOException {
    Path page = Files.writeString(folder.resolve("page.pth"), "<html>not found</html>");
    CommandLine run = residua("weights", "inspect", page.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains("[page.pth] expected a weights file, found an XML or HTML");
  }

  @Test
  void torchvisionsFileReachesConv4() {
    Path file =
        Path.of(
            System.getProperty("residua.shared.dir", "none"),
            "weights/resnet18-torchvision-to-conv4_x.safetensors");
    assumeTrue(Files.exists(file), "skipped: there is no " + file);
    CommandLine run = residua("weights", "inspect", file.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("network        resnet18: 2, 2, 2 and 2 basic blocks")
        .contains("reaches        conv4_x")
        .contains("all zero       4: layer4.0.conv1.weight");
  }

  @Test
  void cifarsResNetIsRefusedWithTheReason() {
    Path cifar =
        Path.of(
            System.getProperty("residua.shared.dir", "none"),
            "weights/cifar10/resnet56-4bfd9763.th");
    assumeTrue(Files.exists(cifar), "skipped: there is no " + cifar);
    CommandLine run = residua("weights", "inspect", cifar.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains("a ResNet for CIFAR's 32-pixel images");
  }
}
