package io.residua.io.container;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import org.apache.parquet.column.Encoding;
import org.junit.jupiter.api.Test;

/** Counts that Parquet's and Thrift's own readers would allocate gigabytes by. */
class RunBoundsTest {

  private static final int HUGE_RUN = 0x7f;

  @Test
  void aPackedRunMayNotHaveMoreValuesThanThePage() {
    byte[] indices = {1, -1, -1, -1, HUGE_RUN, 0};
    byte[] fitting = {1, 3, 0};

    refused(indices, Encoding.RLE_DICTIONARY, 10);
    passes(fitting, Encoding.RLE_DICTIONARY, 8);
  }

  @Test
  void deltasMayNotBeMoreThanThePagesValues() {
    // Blocks of 128 values in 4 parts: 2^28 - 1 values, then 1 of the first value 0.
    refused(new byte[] {-128, 1, 4, -1, -1, -1, HUGE_RUN, 0}, Encoding.DELTA_BINARY_PACKED, 10);
    passes(new byte[] {-128, 1, 4, 1, 0}, Encoding.DELTA_LENGTH_BYTE_ARRAY, 10);
  }

  @Test
  void deltasMayNotHaveBlocksOfAnyLength() {
    refused(new byte[] {-1, -1, -1, HUGE_RUN, 4, 1, 0}, Encoding.DELTA_BINARY_PACKED, 10);
    refused(new byte[] {-128, 1, 0, 1, 0}, Encoding.DELTA_BINARY_PACKED, 10);
  }

  @Test
  void theLengthsOfSuffixesAreCheckedToo() {
    byte[] both = {-128, 1, 4, 1, 0, -128, 1, 4, -1, -1, -1, HUGE_RUN, 0};

    refused(both, Encoding.DELTA_BYTE_ARRAY, 10);
  }

  @Test
  void listsOfAStructMayNotBeLongerThanItsBytes() {
    byte[] list = {0x19, (byte) 0xfc, -1, -1, -1, HUGE_RUN, 0};
    byte[] text = {0x18, -1, -1, -1, HUGE_RUN, 0};

    for (byte[] claim : new byte[][] {list, text}) {
      assertThatThrownBy(() -> CompactBounds.struct(new ByteArrayInputStream(claim), 100))
          .hasMessage(
              "Parquet: expected a header of at most 100 bytes, found one that contradicts itself");
    }
  }

  private static void refused(byte[] bytes, Encoding encoding, int values) {
    assertThatThrownBy(() -> new RunBounds(bytes, 0, bytes.length).values(encoding, values))
        .hasMessage(
            "Parquet: expected a page of as many values as its header says, found another count");
  }

  private static void passes(byte[] bytes, Encoding encoding, int values) {
    assertThatCode(() -> new RunBounds(bytes, 0, bytes.length).values(encoding, values))
        .doesNotThrowAnyException();
  }
}
