package io.residua.jobs.bench;

import io.residua.backbone.Backbone;
import io.residua.backbone.Extent;
import io.residua.backbone.Precision;
import io.residua.backbone.Provenance;
import io.residua.jobs.extract.FeatureChoice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Times forward passes alone, by engine, precision, batch size, input shape and slots. The slots
 * that were timed then all compute embeddings of the same images at once, which are compared with
 * float32's of the same engine, and float32's of a further engine with those of the first one.
 */
final class ModelBench {

  private final BenchRequest request;
  private final Choices choices;
  private final List<PassPixels> shapes = new ArrayList<>();
  private final PrintStream out;

  /** Embeddings by input shape, and whose they are. */
  private record Reference(String label, Map<Extent, List<float[]>> embeddings) {

    List<float[]> of(Extent shape) {
      return Objects.requireNonNull(embeddings.get(shape));
    }
  }

  private record Setting(PassPixels pixels, int batchSize, int slots) {}

  ModelBench(BenchRequest request, Choices choices, List<Path> files, PrintStream out)
      throws IOException {
    this.request = request;
    this.choices = choices;
    this.out = out;
    for (Extent shape : request.shapes()) {
      shapes.add(PassPixels.of(files, shape));
    }
  }

  List<ModelRow> run() throws IOException, InterruptedException {
    List<ModelRow> rows = new ArrayList<>();
    Reference first = null;
    for (String engine : request.network().engines()) {
      Reference own = reference(engine);
      first = first == null ? own : first;
      for (Precision precision : choices.precisions(engine)) {
        time(choices.of(engine, precision), precision == Precision.F32 ? first : own, rows);
      }
    }
    return rows;
  }

  private Reference reference(String engine) throws IOException {
    FeatureChoice f32 = choices.of(engine, Precision.F32);
    Map<Extent, List<float[]>> embeddings = new LinkedHashMap<>();
    try (Backbone backbone = f32.load()) {
      for (PassPixels pixels : shapes) {
        Setting setting = new Setting(pixels, request.batchSizes().get(0), 1);
        try (SlotWork slot = slot(f32, backbone, setting)) {
          embeddings.put(pixels.shape(), slot.embeddings());
        }
      }
    }
    return new Reference(engine + " " + Precision.F32.label(), embeddings);
  }

  private void time(FeatureChoice choice, Reference reference, List<ModelRow> rows)
      throws IOException, InterruptedException {
    try (Backbone backbone = choice.load()) {
      for (Setting setting : settings()) {
        ModelRow row = row(choice, backbone, reference, setting);
        rows.add(row);
        out.println("model: " + row.describe());
      }
    }
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (PassPixels pixels : shapes) {
      for (int batchSize : request.batchSizes()) {
        request.slots().forEach(slots -> settings.add(new Setting(pixels, batchSize, slots)));
      }
    }
    return settings;
  }

  private ModelRow row(
      FeatureChoice choice, Backbone backbone, Reference reference, Setting setting)
      throws IOException, InterruptedException {
    Provenance of = choice.provenance();
    Extent shape = setting.pixels.shape();
    try (SlotTeam team = new SlotTeam(setting.slots, () -> slot(choice, backbone, setting))) {
      int images = team.passImages();
      Rate rate = Rate.measure(team::seconds, images, request.seconds(), request.repeats());
      Agreement agreement = agreement(team, reference.of(shape));
      return new ModelRow(
          of.engine(),
          of.precision(),
          of.instructionSet(),
          setting.batchSize,
          images / setting.slots,
          shape.height(),
          shape.width(),
          setting.slots,
          rate,
          reference.label,
          agreement,
          agreement.holds(of.precision()));
    }
  }

  private static Agreement agreement(SlotTeam team, List<float[]> reference)
      throws InterruptedException {
    return team.embeddings().stream()
        .map(embeddings -> Agreement.of(embeddings, reference))
        .reduce(Agreement::and)
        .orElseThrow();
  }

  private static SlotWork slot(FeatureChoice choice, Backbone backbone, Setting setting) {
    return new SlotWork(
        backbone,
        setting.batchSize,
        setting.pixels,
        choice.preprocessing().normalization(),
        choice.provenance().embedding());
  }
}
