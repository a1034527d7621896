package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Spells pickles, and holds readers of bad ones to their limits. */
final class Pickles {
  private static final long MOST_BYTES = 200L << 20;
  private static final long MOST_MILLIS = 1000;

  private Pickles() {}

  /**
   * The bytes of a pickle: opcodes as in Python's pickletools, {@code \\n} for a line feed, {@code
   * <80>} for a byte in hexadecimal.
   */
  static byte[] bytes(String pickle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = pickle.replace("\\n", "\n");
    for (int i = 0; i < text.length(); i++) {
      if (text.substring(i, Math.min(i + 4, text.length())).matches("<[0-9a-f]{2}>")) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 3;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** A legacy file: the four pickles, then a count and values for each storage. */
  static byte[] legacy(String state, String keys, long... counts) {
    byte[] head =
        bytes(
            "<80><02><8a><0a>l<fc><9c>F<f9> j<a8>P<19>.<80><02>M<e9><03>.<80><02>}."
                + state
                + keys);
    int values = Arrays.stream(counts).mapToInt(count -> (int) count).sum();
    ByteBuffer file =
        ByteBuffer.allocate(head.length + 8 * counts.length + 4 * values)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(head);
    for (long count : counts) {
      file.putLong(count).position(file.position() + 4 * (int) count);
    }
    return file.array();
  }

  /** In less than a second and 200 MB, counted on this thread. */
  static void assertCheaplyRefused(Runnable reading, String problem) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = thread.getCurrentThreadAllocatedBytes();
    long nanos = thread.getCurrentThreadCpuTime();
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(reading::run)
        .withMessageContaining(problem);
    assertThat((thread.getCurrentThreadCpuTime() - nanos) / 1_000_000).isLessThan(MOST_MILLIS);
    assertThat(thread.getCurrentThreadAllocatedBytes() - bytes).isLessThan(MOST_BYTES);
  }
}
