package io.residua.jobs;

import io.residua.io.lake.InputForm;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.extract.ClipRequest;
import io.residua.jobs.extract.ExtractRequest;
import io.residua.jobs.extract.Extraction;
import io.residua.jobs.extract.FeatureRequest;
import io.residua.jobs.extract.LakeRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residua demo}: the whole way once, with nothing to bring. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Extracts and shows the ResNet-50 embeddings of 60 pictures it draws.",
      "The weights are generated, not trained: the demo shows the machinery, not what a trained network sees."
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "residua-demo",
      description = "Local folder for pictures/ and features/ (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("residua-demo");

  @Override
  public Integer call() throws Exception {
    Path folder = output.toAbsolutePath().normalize();
    Path pictures = Demo.drawPictures(folder);
    Path features = folder.resolve("features");
    System.out.printf(
        "Drew 60 pictures into %s%nExtracting ResNet-50 embeddings into %s%n", pictures, features);
    Extraction.run(
        request(pictures, features).reporting(true), Residua.Version.number(), System.out);
    Demo.show(features, System.out);
    System.out.printf(
        """

        These weights are untrained (generated:42): the numbers are those of the architecture, neighbours
        share colours and textures, not meaning. With trained weights, torchvision's here, or a file of yours:
          residua extract --input %s --output OUT --weights torchvision:resnet50-v2
        That every picture is accounted for, proved from the files alone:
          residua verify %s
        """,
        pictures, features);
    return ExitCode.DONE;
  }

  private static ExtractRequest request(Path pictures, Path features) {
    return new ExtractRequest(
        new LakeRequest(List.of(pictures.toString()), List.of(), List.of(), 0, InputForm.NONE),
        new FeatureRequest(
            "generated:42", "resnet50", null, ClipRequest.NONE, null, "onednn", "auto", null, 16),
        features.toString(),
        0,
        true,
        0,
        null,
        Map.of());
  }
}
