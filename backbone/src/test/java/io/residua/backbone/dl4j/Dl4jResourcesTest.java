package io.residua.backbone.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What native memory and threads are held, counted from outside. */
class Dl4jResourcesTest {
  private static final FoldedWeights WEIGHTS =
      WeightsSource.load("generated:9", ResNetSpec.of("resnet18"), Stage.CONV4_X);
  private static final long SLACK_KIB = 48 << 10;

  @Test
  void slotsAndBackbonesThatAreClosedLeaveMemoryFlat() throws IOException {
    load(5);
    long before = residentKib();
    load(20);
    assertThat(residentKib() - before).isLessThan(SLACK_KIB);
  }

  @Test
  void batchesOfManyShapesLeaveMemoryFlat() throws IOException {
    try (Backbone backbone = new Dl4jEngine().load(WEIGHTS, Precision.F32);
        Slot slot = backbone.openSlot(8)) {
      passes(slot, 5);
      long before = residentKib();
      passes(slot, 20);
      assertThat(residentKib() - before).isLessThan(SLACK_KIB);
    }
  }

  @Test
  void aBackboneClosedBeforeItsSlotsIsFreedByTheLastOfThem() {
    Dl4jBackbone backbone = new Dl4jBackbone(WEIGHTS);
    Slot slot = backbone.openSlot(1);
    backbone.close();
    pass(slot, 32, 32);
    assertThat(backbone.parameters().values()).noneMatch(p -> p.weight().wasClosed());
    slot.close();
    assertThat(backbone.parameters().values()).allMatch(p -> p.weight().wasClosed());
  }

  @Test
  void aBatchTooLargeForTheMachineIsRefusedEveryTime() {
    try (Backbone backbone = new Dl4jEngine().load(WEIGHTS, Precision.F32);
        Slot slot = backbone.openSlot(1 << 20)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> slot.begin(4096, 4096))
            .isInstanceOf(OutOfMemoryError.class)
            .hasMessageContaining("lower --batch-size or the task slots");
      }
    }
  }

  @Test
  void aPassRunsOnTheCallingThreadAlone() throws Exception {
    try (Backbone backbone = new Dl4jEngine().load(WEIGHTS, Precision.F32);
        Slot slot = backbone.openSlot(2)) {
      AtomicLong threads = new AtomicLong();
      Runnable work =
          () -> {
            pass(slot, 96, 96);
            threads.set(threadsNamed("single-slot"));
          };
      Thread thread = new Thread(work, "single-slot");
      thread.start();
      thread.join();
      assertThat(threads).hasValue(1);
    }
  }

  private static void load(int count) {
    for (int i = 0; i < count; i++) {
      try (Backbone backbone = new Dl4jEngine().load(WEIGHTS, Precision.F32);
          Slot slot = backbone.openSlot(4)) {
        pass(slot, 64, 64);
      }
    }
  }

  private static void passes(Slot slot, int count) {
    for (int i = 0; i < count; i++) {
      pass(slot, 96 + 32 * (i % 3), 128);
    }
  }

  private static void pass(Slot slot, int height, int width) {
    slot.begin(height, width);
    slot.forward(1, EnumSet.of(Stage.CONV2_X, Stage.CONV4_X));
  }

  private static long residentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith("RssAnon:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  /** Threads of that name to the kernel; the ones OpenMP starts inherit their starter's. */
  private static long threadsNamed(String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> name.equals(nameOf(task))).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).trim();
    } catch (IOException e) {
      return "gone";
    }
  }
}
