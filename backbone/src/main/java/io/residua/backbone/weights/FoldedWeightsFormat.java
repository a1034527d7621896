package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.Variant;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Folded weights as plain bytes, for a broadcast: a head (magic, depths, network, block, variant,
 * deepest stage, source, SHA-256), then weight and bias of every convolution in forward order, then
 * a CRC-32C of all before it. Little-endian.
 */
public final class FoldedWeightsFormat {
  private static final long MAGIC = 0x32_57_55_44_49_53_45_52L; // "RESIDUW2"
  private static final int MOST_TEXT_BYTES = 1 << 16;
  private static final int MOST_BLOCKS = 1000;
  private static final int HEAD_NUMBERS_BYTES = Long.BYTES + 4 * Integer.BYTES;

  private FoldedWeightsFormat() {}

  /**
   * The bytes of some weights: 240 MB for ResNet-152.
   *
   * @throws ArithmeticException when they take 2 GiB or more
   */
  public static byte[] write(FoldedWeights weights) {
    ResNetSpec spec = weights.spec();
    List<byte[]> texts = new ArrayList<>();
    for (String text :
        List.of(
            spec.network(),
            spec.block().name(),
            spec.variant().features(),
            weights.deepest().label(),
            weights.source(),
            weights.sha256())) {
      texts.add(text.getBytes(StandardCharsets.UTF_8));
    }
    long size = HEAD_NUMBERS_BYTES + valueBytes(spec, weights.deepest()) + Integer.BYTES;
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN).putLong(MAGIC);
    spec.depths().forEach(out::putInt);
    texts.forEach(text -> out.putInt(text.length).put(text));
    for (Convolution convolution : spec.convolutions(weights.deepest())) {
      put(out, weights.of(convolution).weight());
      put(out, weights.of(convolution).bias());
    }
    return out.putInt(checksum(out.array(), out.position())).array();
  }

  /**
   * Weights from {@link #write}'s bytes; their tensors are views of the array.
   *
   * @throws WeightsException when the bytes are cut short, changed, or another format
   */
  public static FoldedWeights read(byte[] bytes) {
    int end = bytes.length - Integer.BYTES;
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (in.getLong() != MAGIC || in.getInt(end) != checksum(bytes, end)) {
        throw fault("expected folded weights with their checksum, found other or changed bytes");
      }
      return read(in.limit(end));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw fault("expected folded weights, found %d bytes".formatted(bytes.length));
    }
  }

  private static FoldedWeights read(ByteBuffer in) {
    List<Integer> depths = new ArrayList<>();
    for (int i = 0; i < Stage.values().length; i++) {
      depths.add(number(in, "blocks of a stage", MOST_BLOCKS));
    }
    ResNetSpec spec =
        new ResNetSpec(text(in), Block.valueOf(text(in)), depths, Variant.of(text(in)));
    Stage deepest = Stage.of(text(in));
    String source = text(in);
    String sha256 = text(in);
    if (in.remaining() != valueBytes(spec, deepest)) {
      throw fault(
          "%s to %s: expected %d bytes of values, found %d"
              .formatted(spec.name(), deepest.label(), valueBytes(spec, deepest), in.remaining()));
    }
    Map<String, FoldedWeights.Tensors> tensors = new HashMap<>();
    for (Convolution convolution : spec.convolutions(deepest)) {
      FloatBuffer weight = take(in, convolution.weightCount());
      tensors.put(
          convolution.name(),
          new FoldedWeights.Tensors(weight, take(in, convolution.outChannels())));
    }
    return new FoldedWeights(spec, deepest, source, sha256, tensors);
  }

  private static long valueBytes(ResNetSpec spec, Stage deepest) {
    return spec.convolutions(deepest).stream()
            .mapToLong(convolution -> convolution.weightCount() + (long) convolution.outChannels())
            .sum()
        * Float.BYTES;
  }

  private static void put(ByteBuffer out, FloatBuffer values) {
    int bytes = values.remaining() * Float.BYTES;
    out.asFloatBuffer().put(values);
    out.position(out.position() + bytes);
  }

  private static FloatBuffer take(ByteBuffer in, int values) {
    FloatBuffer view =
        in.slice(in.position(), values * Float.BYTES).order(in.order()).asFloatBuffer();
    in.position(in.position() + values * Float.BYTES);
    return view;
  }

  private static int number(ByteBuffer in, String what, int most) {
    int number = in.getInt();
    if (number < 0 || number > most) {
      throw fault("%s: expected 0 to %d, found %d".formatted(what, most, number));
    }
    return number;
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[number(in, "length of a text", MOST_TEXT_BYTES)];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static WeightsException fault(String problem) {
    return new WeightsException("weights broadcast", problem + "; submit the job again");
  }
}
