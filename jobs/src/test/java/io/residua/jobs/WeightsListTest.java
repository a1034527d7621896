package io.residua.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightsListTest {

  @Test
  void theTableSaysWhatFitsTogether() {
    CommandLine list = CommandLine.residua("weights", "list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.output())
        .contains("NAME")
        .containsPattern(
            "torchvision:resnet50-v2 +resnet50 +imagenet-v2-224 +80\\.9 +BSD-3-Clause +SHA-256 11ad3fa6…")
        .containsPattern("keras:resnet50 +resnet50-keras +caffe-224 +74\\.9 +MIT +MD5 4d473c1d");
  }

  @Test
  void sourcesAreCited() {
    assertThat(CommandLine.residua("weights", "list", "--sources").output())
        .contains("https://download.pytorch.org/models/resnet50-11ad3fa6.pth")
        .contains("torchvision/models/resnet.py");
  }

  @Test
  void aNameThatNobodyKnowsIsRefused() {
    CommandLine fetch = CommandLine.residua("weights", "fetch", "torchvision:resnet9");
    assertThat(fetch.exitCode()).isEqualTo(2);
    assertThat(fetch.output())
        .contains(
            "[torchvision:resnet9] expected a name of the catalogue, found none like it; residua weights list shows them");
  }
}
