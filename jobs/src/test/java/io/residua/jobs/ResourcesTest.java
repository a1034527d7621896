package io.residua.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a cluster is told of a run before it starts, and of one that has ended. */
class ResourcesTest {

  @Test
  void resourcesAreOptionsOfSparkSubmitAndNeedNeitherInputNorWeights() {
    CommandLine plan =
        CommandLine.residua(
            "plan",
            "--resources",
            "--slots",
            "2",
            "--input",
            "/none",
            "--output",
            "/none",
            "--weights",
            "torchvision:resnet152-v2",
            "--precision",
            "bf16",
            "--isa",
            "avx512_core_amx",
            "--since",
            "/none");
    assertThat(plan.exitCode()).as(plan.output()).isZero();
    assertThat(plan.output().lines())
        .satisfiesExactly(
            options ->
                assertThat(options)
                    .matches(
                        "--executor-cores 2 --executor-memory 1239m --conf spark\\.executor\\.memoryOverhead=\\d+m --driver-memory 2048m --conf spark\\.driver\\.memoryOverhead=384m"),
            reason ->
                assertThat(reason)
                    .startsWith("# resnet152 bf16, batches of 16: weights 221 MiB, packed "));
  }

  @Test
  void oneJvmAloneWantsOneHeap() {
    CommandLine plan =
        CommandLine.residua(
            "plan",
            "--resources",
            "--slots",
            "32",
            "--master",
            "local[32]",
            "--input",
            "/none",
            "--weights",
            "generated:1",
            "--model",
            "resnet18");
    assertThat(plan.output()).startsWith("--driver-memory 3583m\n");
  }

  @Test
  void aDriverInYarnsMasterReturnsAndOthersExit() {
    Properties properties = new Properties();
    assertThat(Residua.startedByYarn(properties)).isFalse();
    properties.setProperty("spark.master", "yarn");
    properties.setProperty("spark.submit.deployMode", "client");
    assertThat(Residua.startedByYarn(properties)).isFalse();
    properties.setProperty("spark.submit.deployMode", "cluster");
    assertThat(Residua.startedByYarn(properties)).isTrue();
    properties.setProperty("spark.master", "k8s://https://h");
    assertThat(Residua.startedByYarn(properties)).isFalse();
  }
}
