package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import io.residua.jobs.bench.BenchRequest.Part;
import io.residua.jobs.extract.FeatureChoice;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times what was asked for, part by part. */
public final class Bench {

  private final BenchRequest request;
  private final String version;
  private final PrintStream out;

  private Bench(BenchRequest request, String version, PrintStream out) {
    this.request = request;
    this.version = version;
    this.out = out;
  }

  /**
   * Times, checks and prints, a line for each time as it is taken, then tables.
   *
   * @param version of the product
   * @return whether every result timed was right
   * @throws RefusedException when the request cannot be carried out as it stands
   */
  public static boolean run(BenchRequest request, String version, PrintStream out)
      throws IOException, InterruptedException {
    return new Bench(request, version, out).run();
  }

  private boolean run() throws IOException, InterruptedException {
    requireRoom(request.json());
    Machine machine = Machine.here(version);
    machine.warning().ifPresent(out::println);
    Choices choices = Choices.of(request);
    try (Pictures pictures = Pictures.open(request.input())) {
      choices.calibrate(pictures.files(), out);
      BenchReport report = report(machine, choices, pictures);
      BenchTables.print(report, out);
      if (request.json() != null) {
        report.write(request.json());
      }
      return right(report.wrong());
    }
  }

  private BenchReport report(Machine machine, Choices choices, Pictures pictures)
      throws IOException, InterruptedException {
    FeatureChoice f32 = choices.of(request.network().engines().get(0), Precision.F32);
    List<Path> files = pictures.files();
    return new BenchReport(
        BenchReport.FORMAT,
        machine,
        machine.warning().orElse(null),
        "%s, %s".formatted(f32.weights().spec().name(), f32.weights().source()),
        asked(Part.model) ? new ModelBench(request, choices, files, out).run() : List.of(),
        asked(Part.decode) ? new DecodeBench(request, f32.preprocessing(), files, out).run() : null,
        asked(Part.job) ? new JobBench(request, choices, pictures, version, out).run() : List.of());
  }

  private boolean asked(Part part) {
    return request.parts().contains(part);
  }

  private boolean right(List<String> wrong) {
    wrong.forEach(
        row ->
            out.println(
                "[bench] "
                    + row
                    + ": expected right results, found wrong ones; its time means nothing"));
    return wrong.isEmpty();
  }

  private static void requireRoom(@Nullable Path json) {
    if (json == null) {
      return;
    }
    Path folder = json.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(json)) {
      throw new RefusedException(
          "[--json] %s: expected a file in a folder that can be written to, found none; make it, or name another"
              .formatted(json));
    }
  }
}
