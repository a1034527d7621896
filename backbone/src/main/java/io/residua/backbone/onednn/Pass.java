package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.residua.backbone.ActivationObserver;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** A plan bound to the memory of one slot: every call of a forward pass, ready to run. */
final class Pass implements AutoCloseable {
  private final dnnl_engine engine;
  private final Plan plan;
  private final Set<Stage> wanted;
  private final ArenaLayout layout;
  private final NativeMemory input;
  private final NativeMemory arena;
  private final List<Call> calls = new ArrayList<>();
  private final List<Called> called = new ArrayList<>();
  private final List<Bound> bound = new ArrayList<>();

  /**
   * Binds; the plan and the input stay the caller's, the activations belong to the pass.
   *
   * @param input the batch, NHWC
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

  /** What a call does: the step, from that image on. */
  private record Called(Plan.Step step, int firstImage) {}

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

  /** Runs every step of a pass in float32 and shows what each leaves of the first images. */
  void observe(Stream stream, int images, ActivationObserver observer) {
    OpenMp.useOneThread();
    Activation pixels = plan.steps().get(0).source();
    show(pixels, 0, images, observer);
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).run(stream);
      stream.await();
      Plan.Step step = called.get(i).step;
      int first = called.get(i).firstImage;
      show(step.target(), first, Math.min(first + step.images(), images), observer);
    }
  }

  private void show(Activation activation, int first, int end, ActivationObserver observer) {
    FeatureShape shape = activation.shape();
    float[] values = new float[Math.toIntExact(shape.size())];
    int row = shape.width() * shape.channels();
    Widening widening = new Widening();
    for (int image = first; image < end; image++) {
      MapView view = view(activation, image);
      for (int y = 0; y < shape.rows(); y++) {
        widening.read(view.values(), view.encoding(), view.row(y), values, y * row, row);
      }
      observer.observe(activation.name(), FloatBuffer.wrap(values));
    }
  }

  /** Shape of one image's map. */
  FeatureShape shape(Stage stage) {
    return plan.output(stage).shape();
  }

  /** One image's map of a stage that was wanted. */
  MapView map(Stage stage, int image) {
    return view(plan.output(stage), image);
  }

  private MapView view(Activation activation, int image) {
    int images = plan.shape().images();
    long one = activation.imageValues() * activation.encoding().type().bytes();
    long first = layout.whole(activation.tensor()) ? image * one : 0;
    long bytes = activation.sideBySide() ? activation.bytes(images) - first : one;
    ByteBuffer values =
        activation.tensor() == Plan.INPUT
            ? input.view(first, bytes)
            : arena.view(layout.offset(activation.tensor()) + first, bytes);
    return new MapView(
        values, activation.encoding(), activation.shape(), activation.rowValues(images));
  }

  @Override
  public void close() {
    calls.forEach(Call::close);
    bound.forEach(Bound::close);
    arena.close();
  }

  private void bind(Plan.Step step, int firstImage) {
    Kernel kernel = step.kernel();
    Call call = new Call(kernel, gaps(step));
    calls.add(call);
    called.add(new Called(step, firstImage));
    call.with(DNNL_ARG_SRC, bind(kernel.source(), at(step.source().tensor(), firstImage)))
        .with(DNNL_ARG_DST, bind(kernel.target(), at(step.target().tensor(), firstImage)))
        .with(DNNL_ARG_SCRATCHPAD, bind(kernel.scratchpad(), arena.at(layout.scratchpadOffset())));
    for (Plan.Constant constant : step.constants()) {
      call.with(constant.argument(), constant.tensor().memory());
    }
  }

  private @Nullable Gaps gaps(Plan.Step step) {
    if (!step.readsGaps()) {
      return null;
    }
    int images = plan.shape().images();
    Activation source = step.source();
    ByteBuffer values = arena.view(layout.offset(source.tensor()), source.bytes(images));
    return new Gaps(source, images, values);
  }

  private BytePointer at(int tensor, int firstImage) {
    long skipped = firstImage > 0 && layout.whole(tensor) ? plan.bytes(tensor, firstImage) : 0;
    return tensor == Plan.INPUT ? input.at(skipped) : arena.at(layout.offset(tensor) + skipped);
  }

  private dnnl_memory bind(dnnl_memory_desc tensor, BytePointer start) {
    Bound binding = new Bound(engine, tensor, start);
    bound.add(binding);
    return binding.memory();
  }
}
