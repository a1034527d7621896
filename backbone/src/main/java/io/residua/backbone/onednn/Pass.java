package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;

/** A plan bound to the memory of one slot: every call of a forward pass, ready to run. */
final class Pass implements AutoCloseable {
  private final dnnl_engine engine;
  private final Plan plan;
  private final Set<Stage> wanted;
  private final ArenaLayout layout;
  private final NativeMemory input;
  private final NativeMemory arena;
  private final List<Call> calls = new ArrayList<>();
  private final List<Bound> bound = new ArrayList<>();

  /**
   * Binds; the plan and the input stay the caller's, the activations belong to the pass.
   *
   * @param input the batch in the plan's precision, NHWC
   * @param wanted stages whose maps last until the next run
   */
  Pass(dnnl_engine engine, Plan plan, NativeMemory input, Set<Stage> wanted) {
    this.engine = engine;
    this.plan = plan;
    this.wanted = Set.copyOf(wanted);
    this.layout = new ArenaLayout(plan, wanted);
    this.input = input;
    this.arena = new NativeMemory(layout.bytes());
    try {
      bindSteps();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Each run of steps by image is called once an image, before the steps behind it. */
  private void bindSteps() {
    int from = 0;
    while (from < layout.steps()) {
      int images = plan.steps().get(from).images();
      int to = from;
      while (to < layout.steps() && plan.steps().get(to).images() == images) {
        to++;
      }
      for (int first = 0; first < plan.shape().images(); first += images) {
        for (Plan.Step step : plan.steps().subList(from, to)) {
          bind(step, first);
        }
      }
      from = to;
    }
  }

  /** Whether it is bound so. */
  boolean serves(Plan otherPlan, NativeMemory otherInput, Set<Stage> otherWanted) {
    return plan == otherPlan && input == otherInput && wanted.equals(otherWanted);
  }

  /** Runs every step, the input to the deepest stage wanted. */
  void run(Stream stream) {
    OpenMp.useOneThread();
    for (Call call : calls) {
      call.run(stream);
    }
    stream.await();
  }

  /** Shape of one image's map. */
  FeatureShape shape(Stage stage) {
    return plan.tensors().get(plan.output(stage)).shape();
  }

  /** One image's map of a stage that was wanted: a view, NHWC, of the plan's precision. */
  ByteBuffer map(Stage stage, int image) {
    int tensor = plan.output(stage);
    long bytes = plan.imageBytes(tensor);
    return arena.view(layout.offset(tensor) + image * bytes, bytes);
  }

  @Override
  public void close() {
    calls.forEach(Call::close);
    bound.forEach(Bound::close);
    arena.close();
  }

  private void bind(Plan.Step step, int firstImage) {
    Kernel kernel = step.kernel();
    Call call = new Call(kernel);
    calls.add(call);
    call.with(DNNL_ARG_SRC, bind(kernel.source(), at(step.source(), firstImage)))
        .with(DNNL_ARG_DST, bind(kernel.target(), at(step.target(), firstImage)))
        .with(DNNL_ARG_SCRATCHPAD, bind(kernel.scratchpad(), arena.at(layout.scratchpadOffset())));
    if (step.weight() != null && step.bias() != null) {
      call.with(DNNL_ARG_WEIGHTS, step.weight().memory()).with(DNNL_ARG_BIAS, step.bias().memory());
    }
  }

  private BytePointer at(int tensor, int firstImage) {
    long skipped = layout.whole(tensor) ? firstImage * plan.imageBytes(tensor) : 0;
    return tensor == Plan.INPUT ? input.at(skipped) : arena.at(layout.offset(tensor) + skipped);
  }

  private dnnl_memory bind(dnnl_memory_desc tensor, BytePointer start) {
    Bound binding = new Bound(engine, tensor, start);
    bound.add(binding);
    return binding.memory();
  }
}
