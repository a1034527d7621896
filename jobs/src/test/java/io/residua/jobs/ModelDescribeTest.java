package io.residua.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDescribeTest {

  private static String described(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "model";
    all[1] = "describe";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    CommandLine done = CommandLine.residua(all);
    assertThat(done.exitCode()).as(done.output()).isZero();
    return done.output().replaceAll(" +", " ");
  }

  /** {@code paddle.summary}'s totals beside torchvision's. */
  @Test
  void aNetworkIsListedWithItsTotals() {
    assertThat(described("resnet50"))
        .startsWith("resnet50, input [3, 224, 224]")
        .contains("\nconv1 [64, 112, 112] 9,408 118,013,952\n")
        .contains("\nbn1 [64, 112, 112] 256 0\n")
        .contains("\nmaxpool [64, 56, 56] 0 0\n= stem 9,664 118,013,952\n")
        .contains("\nlayer4.2.bn3 [2048, 7, 7] 8,192 0\n= conv5_x ")
        .contains("\nfc [1000] 2,049,000 2,048,000\n")
        .contains("\ntotal with fc without fc\n")
        .contains("\ntrainable parameters 25,557,032 23,508,032\n")
        .contains("\nrunning means, variances 53,120 53,120\n")
        .contains("\nall parameters 25,610,152 23,561,152\n")
        .contains("\nmultiply-adds 4,089,184,256 4,087,136,256\n")
        .contains("\nGFLOPs 4.089 4.087\n");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 1.8, 1.795, '', has 0.019 x 10^9 more",
    "resnet34, 3.6, 3.644, '', has 0.019 x 10^9 more",
    "resnet50, 3.8, 3.858, ' (the paper''s last digit is not rounded up)', has 0.231 x 10^9 more",
    "resnet50-keras, 3.8, 3.858, ' (the paper''s last digit is not rounded up)', has as many",
    "resnet101, 7.6, 7.570, '', has 0.231 x 10^9 more",
    "resnet152, 11.3, 11.282, '', has 0.231 x 10^9 more"
  })
  void thePapersFigureStandsBesideTheCount(
      String model, String printed, String counted, String rounding, String compared) {
    assertThat(described(model))
        .contains("The paper prints " + printed + " x 10^9 for " + model.replace("-keras", ""))
        .contains(", which counts as " + counted + " x 10^9" + rounding + ".")
        .contains("This network " + compared + ".");
  }

  @Test
  void aCutNetworkOfClipsIsListedFrameByFrame() {
    assertThat(
            described("resnet3d-50-conv4-t3", "--frames", "8", "--height", "64", "--width", "48"))
        .startsWith("resnet3d-50-conv4-t3, input [3, 8, 64, 48]")
        .contains("\nconv1 [64, 8, 32, 24] ")
        .contains("\nall parameters 16,831,424\n")
        .doesNotContain("The paper prints")
        .doesNotContain(" fc");
  }

  @Test
  void whatCannotBeIsRefused() {
    CommandLine unknown = CommandLine.residua("model", "describe", "resnet51");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(unknown.output()).startsWith("[model] expected one of resnet18, ");
    CommandLine frames = CommandLine.residua("model", "describe", "resnet50", "--frames", "2");
    assertThat(frames.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(frames.output()).contains("use a resnet3d model for clips");
  }
}
