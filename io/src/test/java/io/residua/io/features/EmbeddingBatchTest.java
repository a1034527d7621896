package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.junit.jupiter.api.Test;

class EmbeddingBatchTest {

  @Test
  void holdsWhatWasAppendedAsArrowVectors() {
    try (RootAllocator memory = new RootAllocator(1 << 20);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 3, 4)) {
      FloatBuffer twoRows = direct(1, 2, 3, 4, 5, 6);
      batch.append("file:/a", "aa", 10, 20, twoRows);
      batch.append("file:/b", "bb", 30, 40, twoRows);
      assertThat(twoRows.remaining()).isZero();
      assertThat(batch.root().getRowCount()).isEqualTo(2);
      assertThat(batch.root().getVector("uri").getObject(1)).hasToString("file:/b");
      assertThat(batch.root().getVector("height").getObject(1)).isEqualTo(40);
      FixedSizeListVector embedding = (FixedSizeListVector) batch.root().getVector("embedding");
      assertThat(embedding.getObject(0)).isEqualTo(List.of(1f, 2f, 3f));
      assertThat(embedding.getObject(1)).isEqualTo(List.of(4f, 5f, 6f));
    }
  }

  @Test
  void isFilledAgainAfterClear() {
    try (RootAllocator memory = new RootAllocator(1 << 20);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 2, 1)) {
      batch.append("file:/a", "aa", 1, 1, direct(1, 2));
      assertThatThrownBy(() -> batch.append("file:/b", "bb", 1, 1, direct(3, 4)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("fewer than 1 rows")
          .hasMessageContaining("clear it");
      batch.clear();
      assertThat(batch.rows()).isZero();
      batch.append("file:/c", "cc", 1, 1, direct(5, 6));
      assertThat(batch.root().getVector("uri").getObject(0)).hasToString("file:/c");
      assertThat(batch.root().getVector("embedding").getObject(0)).isEqualTo(List.of(5f, 6f));
    }
  }

  @Test
  void refusesAnEmbeddingThatIsTooShort() {
    try (RootAllocator memory = new RootAllocator(1 << 20);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, 3, 1)) {
      assertThatThrownBy(() -> batch.append("file:/a", "aa", 1, 1, direct(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("[file:/a] embedding: expected 3 values, found 2");
      assertThat(batch.rows()).isZero();
    }
  }

  @Test
  void staysWithinTheLimitOfItsParentAndLeavesNothing() {
    try (RootAllocator memory = new RootAllocator(1 << 16)) {
      assertThatThrownBy(() -> EmbeddingBatch.allocate(memory, 2_048, 1_024))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(memory.getAllocatedMemory()).isZero();
      EmbeddingBatch small = EmbeddingBatch.allocate(memory, 8, 8);
      assertThat(memory.getAllocatedMemory()).isPositive();
      small.close();
      small.close();
      assertThat(memory.getAllocatedMemory()).isZero();
    }
  }

  private static FloatBuffer direct(float... values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    return bytes.asFloatBuffer().put(values).flip();
  }
}
