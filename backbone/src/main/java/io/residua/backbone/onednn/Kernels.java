package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ndhwc;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;

import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Temporal;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the kernels of a ResNet. Activations are NHWC {@code [images, height, width, channels]},
 * of clips NTHWC {@code [clips, frames, height, width, channels]}, weights in whatever layout
 * oneDNN picks and of the type that goes with the source, biases float32. The scratchpad is always
 * the caller's: oneDNN's own is shared by the threads of a process.
 *
 * @param engine oneDNN's processor; the caller keeps it alive as long as the kernels
 * @param temporal whether tensors have an axis of time
 */
record Kernels(dnnl_engine engine, boolean temporal) {
  /**
   * What is fused behind a convolution's bias.
   *
   * @param shortcut encoding of what the target holds before, which is added; null for nothing
   * @param relu whether a ReLU follows
   */
  record Fused(@Nullable Encoding shortcut, boolean relu) {
    /** The projection of a shortcut. */
    static final Fused NOTHING = new Fused(null, false);

    static final Fused RELU = new Fused(null, true);

    /** The end of a residual block. */
    static Fused shortcutAndRelu(Encoding shortcut) {
      return new Fused(shortcut, true);
    }
  }

  /** One convolution of {@code images} images. */
  Kernel convolution(
      Convolution convolution, Activation source, Activation target, int images, Fused fused) {
    Temporal time = Objects.requireNonNullElse(convolution.temporal(), new Temporal(1, 1));
    Columns columns =
        Columns.of(convolution, source.kernelShape(images), target.kernelShape(images));
    long[] strides = axes(time.stride(), convolution.stride(), columns.stride());
    // oneDNN counts the pixels between two taps.
    long[] dilations = axes(0, convolution.dilation() - 1);
    long[] before = axes(time.padding(), convolution.padding());
    long[] behind = axes(time.padding(), convolution.padding(), columns.paddingBehind());
    long[] kernel = convolution.weightShape().stream().mapToLong(Long::longValue).toArray();
    return withActivations(
        images,
        source,
        target,
        (from, to) ->
            Dnnl.withDescriptor(
                weightType(source.encoding()),
                dnnl_format_tag_any,
                kernel,
                weights ->
                    Dnnl.withDescriptor(
                        dnnl_f32,
                        dnnl_a,
                        new long[] {convolution.outChannels()},
                        bias ->
                            compile(
                                convolution.name(),
                                attributes -> {
                                  attributes.scale(source, DNNL_ARG_SRC);
                                  attributes.scaleWeights(source);
                                  attributes.scale(target, DNNL_ARG_DST);
                                  attributes.fuse(fused);
                                },
                                (descriptor, attributes) ->
                                    dnnl_convolution_forward_primitive_desc_create(
                                        descriptor,
                                        engine,
                                        dnnl_forward_inference,
                                        dnnl_convolution_direct,
                                        from,
                                        weights,
                                        bias,
                                        to,
                                        strides,
                                        dilations,
                                        before,
                                        behind,
                                        attributes)))));
  }

  /**
   * How a convolution goes along a row. A target of one column is reached without a step, so its
   * stride is said to be 1: with 3x3 kernels of stride 2, oneDNN 3.11 gives such targets values of
   * memory beyond the source on AMX.
   */
  private record Columns(long stride, long paddingBehind) {

    static Columns of(Convolution convolution, FeatureShape source, FeatureShape target) {
      int reach = (convolution.kernel() - 1) * convolution.dilation() + 1;
      int lacking = reach - source.width() - convolution.padding();
      return target.width() == 1 && lacking >= 0
          ? new Columns(1, lacking)
          : new Columns(convolution.stride(), convolution.padding());
    }
  }

  /** The stem's max pooling: 3x3, stride 2, padding 1 (He et al. 2016, Table 1). */
  Kernel maxPool(Activation source, Activation target, int images) {
    return pool(source, target, images, dnnl_pooling_max, 3, axes(0, 1), axes(0, 1));
  }

  /** The shortcut's average pooling: 2x2, stride 2; what lies beyond an odd map does not count. */
  Kernel averagePool(Activation source, Activation target, int images) {
    FeatureShape from = source.shape();
    FeatureShape to = target.shape();
    long[] beyond = axes(0, 2L * to.height() - from.height(), 2L * to.width() - from.width());
    return pool(source, target, images, dnnl_pooling_avg_exclude_padding, 2, axes(0, 0), beyond);
  }

  private Kernel pool(
      Activation source,
      Activation target,
      int images,
      int algorithm,
      int side,
      long[] before,
      long[] behind) {
    long[] stride = axes(1, 2);
    long[] kernel = axes(1, side);
    long[] dilation = axes(0, 0);
    return withActivations(
        images,
        source,
        target,
        (from, to) ->
            compile(
                "pool",
                attributes -> {},
                (descriptor, attributes) ->
                    dnnl_pooling_forward_primitive_desc_create(
                        descriptor,
                        engine,
                        dnnl_forward_inference,
                        algorithm,
                        from,
                        to,
                        stride,
                        kernel,
                        dilation,
                        before,
                        behind,
                        attributes)));
  }

  /** Copies from one layout or data type to another. */
  Kernel reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
    return reorder(from, to, attributes -> {});
  }

  /** Copies {@code images} images from one encoding to another. */
  Kernel conversion(Activation source, Activation target, int images) {
    return withActivations(
        images,
        source,
        target,
        (from, to) ->
            reorder(
                from,
                to,
                attributes -> {
                  attributes.scale(source, DNNL_ARG_SRC);
                  attributes.scale(target, DNNL_ARG_DST);
                }));
  }

  /**
   * Copies every {@code stride}th column of every {@code stride}th row of {@code images} images to
   * where they lie in another way.
   */
  Kernel placement(Activation source, Activation target, int stride, int images) {
    long[] extents = extents(images, target.shape());
    return Dnnl.withStrides(
        source.encoding().type().code(),
        extents,
        strides(source, stride, images),
        from ->
            Dnnl.withStrides(
                target.encoding().type().code(),
                extents,
                strides(target, 1, images),
                to -> reorder(from, to)));
  }

  /** Values from one image, channel, row and column to the next that is taken. */
  private static long[] strides(Activation activation, int stride, int images) {
    return new long[] {
      activation.imageValues(),
      1,
      (long) stride * activation.rowValues(images),
      (long) stride * activation.shape().channels()
    };
  }

  private Kernel reorder(
      dnnl_memory_desc from, dnnl_memory_desc to, Consumer<KernelAttributes> scales) {
    return compile(
        "reorder",
        scales,
        (descriptor, attributes) ->
            dnnl_reorder_primitive_desc_create(descriptor, from, engine, to, engine, attributes));
  }

  private Kernel withActivations(
      int images, Activation source, Activation target, Activations compile) {
    return withActivation(
        images, source, from -> withActivation(images, target, to -> compile.with(from, to)));
  }

  private Kernel withActivation(
      int images, Activation activation, Function<dnnl_memory_desc, Kernel> compile) {
    return Dnnl.withDescriptor(
        activation.encoding().type().code(),
        temporal ? dnnl_ndhwc : dnnl_nhwc,
        extents(activation.kernelImages(images), activation.kernelShape(images)),
        compile);
  }

  private static int weightType(Encoding source) {
    return source.quantized() ? dnnl_s8 : source.type().code();
  }

  /** In oneDNN's order, whatever the layout: images, channels, frames, rows, columns. */
  private long[] extents(int images, FeatureShape shape) {
    long[] axes = axes(shape.frames(), shape.height(), shape.width());
    return LongStream.concat(LongStream.of(images, shape.channels()), LongStream.of(axes))
        .toArray();
  }

  private long[] axes(long time, long side) {
    return axes(time, side, side);
  }

  /** One number for each axis there is: time only of clips. */
  private long[] axes(long time, long vertical, long horizontal) {
    return temporal ? new long[] {time, vertical, horizontal} : new long[] {vertical, horizontal};
  }

  private static Kernel compile(
      String name, Consumer<KernelAttributes> settings, Description description) {
    // oneDNN settles how many threads a primitive uses when it describes it.
    OpenMp.useOneThread();
    try (KernelAttributes attributes = new KernelAttributes()) {
      settings.accept(attributes);
      dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
      Dnnl.check(description.create(descriptor, attributes.handle()), name);
      return new Kernel(descriptor);
    }
  }

  private interface Activations {
    Kernel with(dnnl_memory_desc source, dnnl_memory_desc target);
  }

  private interface Description {
    int create(dnnl_primitive_desc descriptor, dnnl_primitive_attr attributes);
  }
}
