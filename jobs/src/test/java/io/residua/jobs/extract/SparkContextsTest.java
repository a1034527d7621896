package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkContextsTest {

  @Test
  void nativeMemoryIsBoundedByTheContainerAndOthersOptionsStay() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memoryOverhead", "2g");
    conf.set("spark.executor.defaultJavaOptions", "-XX:+UseParallelGC");
    assertThat(SparkContexts.executorOptions(conf))
        .isEqualTo(
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -XX:MaxDirectMemorySize=2048m -XX:+UseParallelGC");
  }

  @Test
  void withoutAnOverheadTheHeapBoundsDirectBuffers() {
    assertThat(SparkContexts.executorOptions(new SparkConf(false)))
        .isEqualTo("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
  }
}
