package io.residua.backbone.weights;

import io.residua.backbone.Convolution;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Untrained weights from a seed, for tests, dry runs and benchmarks. A counter-based generator:
 * value {@code i} of a tensor is the splitmix64 finalizer (Steele et al., OOPSLA 2014) of the
 * FNV-1a hash of the tensor's name, the seed and {@code i}, so that any language gives the same
 * float32 bits in any order.
 */
public final class GeneratedWeights implements NamedTensors {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final int DIGEST_CHUNK_VALUES = 1 << 14;

  private final long seed;
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  GeneratedWeights(long seed, ResNetSpec spec) {
    this.seed = seed;
    spec.stem().forEach(convolution -> tensorsOf(convolution, 1));
    for (Stage stage : spec.stages()) {
      for (ResidualBlock block : spec.blocks(stage)) {
        for (Convolution convolution : block.branch()) {
          // Small, so that the sum over many residual blocks does not grow.
          tensorsOf(convolution, convolution.equals(block.last()) ? 0.3f : 1);
        }
        if (block.shortcut() != null) {
          tensorsOf(block.shortcut(), 1);
        }
      }
    }
  }

  /**
   * The generator's values {@code v}, uniform in [-1, 1) on a grid of 2^-23.
   *
   * @param name what to draw for: a tensor's name, or {@code input} for a test's images
   * @param seed any number
   * @param count how many
   */
  public static float[] uniform(String name, long seed, int count) {
    long hash = FNV_OFFSET;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    long state = hash ^ (seed * GOLDEN_GAMMA);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      state += GOLDEN_GAMMA;
      values[i] = (finalized(state) >>> 40) * 0x1p-24f * 2 - 1;
    }
    return values;
  }

  @Override
  public Set<String> names() {
    return rules.keySet();
  }

  @Override
  public List<Long> shape(String name) {
    return rule(name).shape;
  }

  @Override
  public float[] values(String name) {
    Rule rule = rule(name);
    float[] values = uniform(name, seed, Math.toIntExact(rule.count()));
    for (int i = 0; i < values.length; i++) {
      values[i] = rule.offset + rule.scale * values[i];
    }
    return values;
  }

  /** Over the values of the whole network in forward order, float32 little-endian. */
  @Override
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer bytes =
        ByteBuffer.allocate(DIGEST_CHUNK_VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : rules.keySet()) {
      float[] values = values(name);
      for (int from = 0; from < values.length; from += DIGEST_CHUNK_VALUES) {
        int count = Math.min(DIGEST_CHUNK_VALUES, values.length - from);
        bytes.asFloatBuffer().put(values, from, count);
        digest.update(bytes.array(), 0, count * Float.BYTES);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void tensorsOf(Convolution convolution, float gamma) {
    // He et al. 2015, uniform: the variance of activations is kept through a ReLU.
    float bound = (float) Math.sqrt(6.0 / convolution.valuesPerChannel());
    List<Long> channels = List.of((long) convolution.outChannels());
    rules.put(convolution.name() + ".weight", new Rule(convolution.weightShape(), 0, bound));
    if (convolution.biased()) {
      rules.put(convolution.name() + ".bias", new Rule(channels, 0, 0.1f));
    }
    rules.put(convolution.norm() + ".weight", new Rule(channels, gamma, 0.1f));
    rules.put(convolution.norm() + ".bias", new Rule(channels, 0, 0.1f));
    rules.put(convolution.norm() + ".running_mean", new Rule(channels, 0, 0.1f));
    rules.put(convolution.norm() + ".running_var", new Rule(channels, 1, 0.2f));
  }

  private Rule rule(String name) {
    Rule rule = rules.get(name);
    if (rule == null) {
      throw new WeightsException("generated:" + seed, name + ": no such tensor");
    }
    return rule;
  }

  private static long finalized(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** {@code offset + scale * v} in float32. */
  private record Rule(List<Long> shape, float offset, float scale) {
    long count() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }
}
