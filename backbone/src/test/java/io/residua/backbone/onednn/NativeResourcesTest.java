package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oihw;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What native memory and threads are held, counted from outside. */
class NativeResourcesTest {
  private static final FoldedWeights WEIGHTS =
      WeightsSource.load("generated:9", ResNetSpec.of("resnet18"), Stage.CONV4_X);
  private static final long SLACK_KIB = 48 << 10;

  @Test
  void openingAndClosingSlotsLeavesMemoryFlat() throws IOException {
    try (Backbone backbone = new OnednnEngine().load(WEIGHTS, Precision.F32)) {
      runSlots(backbone, 20);
      long before = residentKib();
      runSlots(backbone, 200);
      assertThat(residentKib() - before).isLessThan(SLACK_KIB);
    }
  }

  @Test
  void loadingAndClosingBackbonesLeavesMemoryFlat() throws IOException {
    loadBackbones(5);
    long before = residentKib();
    loadBackbones(30);
    assertThat(residentKib() - before).isLessThan(SLACK_KIB);
  }

  @Test
  void manyShapesStayWithinTheBoundAndSharePackedWeights() {
    try (OnednnBackbone backbone = new OnednnBackbone(WEIGHTS, Precision.F32);
        Slot slot = backbone.openSlot(1)) {
      pass(slot, 32, 32);
      long one = backbone.plans().packedBytes();
      for (int i = 0; i < Plans.MOST_PLANS + 10; i++) {
        pass(slot, 32 + i, 48);
      }
      assertThat(backbone.plans().size()).isBetween(2, Plans.MOST_PLANS);
      assertThat(backbone.plans().packedBytes()).isLessThanOrEqualTo(Plans.MOST_COPIES * one);
    }
  }

  @Test
  void aBackboneClosedBeforeItsSlotsIsFreedByTheLastOfThem() {
    OnednnBackbone backbone = new OnednnBackbone(WEIGHTS, Precision.F32);
    Slot slot = backbone.openSlot(1);
    pass(slot, 32, 32);
    backbone.close();
    assertThat(backbone.plans().size()).isEqualTo(1);
    slot.close();
    assertThat(backbone.plans().size()).isZero();
  }

  @Test
  void aPassThatCannotBeBoundLeavesNoMemory() {
    try (OnednnBackbone backbone = new OnednnBackbone(WEIGHTS, Precision.F32);
        NativeMemory input = new NativeMemory(1)) {
      Plan plan = backbone.plans().acquire(new Plan.Shape(1, 1, 32, 32));
      Plan.Step step = plan.steps().get(0);
      Activation nowhere =
          new Activation(
              "nowhere", plan.tensors().size(), step.source().shape(), step.source().encoding(), 0);
      Plan broken =
          new Plan(
              plan.shape(),
              plan.tensors().subList(0, 2),
              List.of(new Plan.Step(step.kernel(), 1, nowhere, step.target(), List.of(), false)),
              Map.of(Stage.CONV2_X, step.target()),
              new PackedWeights(new Kernels(backbone.engine(), false), WEIGHTS));
      long before = NativeMemory.heldBytes();
      assertThatThrownBy(
              () -> new Pass(backbone.engine(), broken, input, EnumSet.of(Stage.CONV2_X)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(NativeMemory.heldBytes()).isEqualTo(before);
      backbone.plans().release(plan);
    }
  }

  @Test
  void weightsThatCannotBePackedLeaveNoMemory() {
    try (OnednnBackbone backbone = new OnednnBackbone(WEIGHTS, Precision.F32)) {
      Plan plan = backbone.plans().acquire(new Plan.Shape(1, 1, 32, 32));
      long before = NativeMemory.heldBytes();
      long[] others = {1, 1, 1, 1};
      assertThatThrownBy(
              () ->
                  PackedTensor.pack(
                      new Kernels(backbone.engine(), false),
                      FloatBuffer.allocate(1),
                      dnnl_oihw,
                      others,
                      plan.steps().get(0).kernel().weights()))
          .hasMessageContaining("[onednn] reorder: expected success, found status");
      assertThat(NativeMemory.heldBytes()).isEqualTo(before);
      backbone.plans().release(plan);
    }
  }

  @Test
  void aBatchTooLargeForTheMachineIsRefusedEveryTime() {
    try (Backbone backbone = new OnednnEngine().load(WEIGHTS, Precision.F32);
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
    try (Backbone backbone = new OnednnEngine().load(WEIGHTS, Precision.F32);
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

  private static void runSlots(Backbone backbone, int count) {
    for (int i = 0; i < count; i++) {
      try (Slot slot = backbone.openSlot(4)) {
        pass(slot, 64, 64);
      }
    }
  }

  private static void loadBackbones(int count) {
    for (int i = 0; i < count; i++) {
      try (Backbone backbone = new OnednnEngine().load(WEIGHTS, Precision.F32)) {
        runSlots(backbone, 1);
      }
    }
  }

  private static void pass(Slot slot, int height, int width) {
    slot.begin(height, width);
    StageMaps maps = slot.forward(1, EnumSet.of(Stage.CONV4_X));
    maps.copyPooled(Stage.CONV4_X, Pooling.AVERAGE, FloatBuffer.allocate(256));
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
