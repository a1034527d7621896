package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import io.residua.io.lake.InputForm;
import io.residua.io.ledger.Calibration;
import io.residua.jobs.extract.CalibrationRequest;
import io.residua.jobs.extract.ExtractRequest;
import io.residua.jobs.extract.Extraction;
import io.residua.jobs.extract.LakeRequest;
import io.residua.jobs.extract.RunSummary;
import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.verify.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Times the whole job, as {@code extract} runs it, over two folders of links to the images, one
 * {@value Rate#LARGER} times as large, and proves each output as {@code verify} does. Settings take
 * turns, so that what disturbs the machine disturbs all of them.
 */
final class JobBench {

  private final BenchRequest request;
  private final Choices choices;
  private final Pictures pictures;
  private final String version;
  private final PrintStream out;

  /**
   * One job.
   *
   * @param summary as {@code extract} gives it
   * @param accounted whether each link was listed, and embedded or quarantined
   * @param proved whether {@code verify} found no fault
   */
  record Trial(RunSummary summary, boolean accounted, boolean proved) {}

  /**
   * @param version of the product, for provenance
   */
  JobBench(
      BenchRequest request, Choices choices, Pictures pictures, String version, PrintStream out) {
    this.request = request;
    this.choices = choices;
    this.pictures = pictures;
    this.version = version;
    this.out = out;
  }

  List<JobRow> run() throws IOException {
    List<JobTrials> all = settings();
    Links fewer = links(request.images());
    Links more = links(Rate.LARGER * request.images());
    for (JobTrials trials : all) {
      extract(trials.setting(), fewer);
    }
    for (int i = 0; i < request.repeats(); i++) {
      for (JobTrials trials : all) {
        trials.add(extract(trials.setting(), fewer), extract(trials.setting(), more));
        out.printf("job %d/%d: %s%n", i + 1, request.repeats(), trials.row().describe());
      }
    }
    return all.stream().map(JobTrials::row).toList();
  }

  private List<JobTrials> settings() {
    List<JobTrials> all = new ArrayList<>();
    int batchSize = request.batchSizes().get(0);
    for (String engine : request.network().engines()) {
      for (Precision precision : choices.precisions(engine)) {
        for (boolean isolated : request.isolations()) {
          all.add(new JobTrials(new JobTrials.Setting(engine, precision, batchSize, isolated)));
        }
      }
    }
    return all;
  }

  /** So many links to the images, which are taken again behind the last. */
  private Links links(int count) throws IOException {
    Path folder = pictures.newFolder("images-");
    for (int i = 0; i < count; i++) {
      Path image = pictures.files().get(i % pictures.files().size()).toRealPath();
      String name = String.format(Locale.ROOT, "%06d-%s", i, image.getFileName());
      Files.createSymbolicLink(folder.resolve(name), image);
    }
    return new Links(folder, count);
  }

  /** A folder of links and how many there are. */
  private record Links(Path folder, int count) {}

  private Trial extract(JobTrials.Setting setting, Links images) throws IOException {
    Path output = pictures.newFolder("features-");
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      RunSummary summary = Extraction.run(request(setting, images.folder, output), version, silent);
      boolean proved =
          Verification.run(
              SparkContexts.hadoopConfiguration(request.sparkSettings()),
              output.toString(),
              silent);
      return new Trial(summary, accounted(summary, images), proved);
    } finally {
      Pictures.delete(output);
    }
  }

  private static boolean accounted(RunSummary summary, Links images) {
    return summary.listed() == images.count
        && summary.listed() == summary.embedded() + summary.quarantined();
  }

  /** A file of it, so that only the job is timed; null where there is none. */
  private @Nullable String calibration(JobTrials.Setting setting) throws IOException {
    Calibration calibration = choices.calibration();
    if (setting.precision() != Precision.INT8 || calibration == null) {
      return null;
    }
    Path file = pictures.newFolder("calibration-").resolve("calibration.json");
    return Files.writeString(file, calibration.toJson()).toString();
  }

  private ExtractRequest request(JobTrials.Setting setting, Path images, Path output)
      throws IOException {
    return new ExtractRequest(
            new LakeRequest(List.of(images.toString()), List.of(), List.of(), 0, InputForm.NONE),
            request
                .network()
                .features(setting.engine(), setting.precision().label(), setting.batchSize()),
            output.toString(),
            0,
            setting.isolated(),
            1,
            request.master(),
            request.sparkSettings())
        .calibrating(
            new CalibrationRequest(calibration(setting), CalibrationRequest.DEFAULT_IMAGES, true));
  }
}
