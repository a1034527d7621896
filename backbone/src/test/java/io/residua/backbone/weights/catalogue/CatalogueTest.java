package io.residua.backbone.weights.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void everyEntryFitsANetworkAndSaysWhereItsFiguresAreFrom() {
    assertThat(Catalogue.entries()).hasSizeGreaterThan(20);
    assertThat(Catalogue.entries())
        .allSatisfy(
            entry -> {
              assertThat(ResNetSpec.of(entry.model()).name()).isEqualTo(entry.model());
              assertThat(Preprocessing.of(entry.preprocessing()).name())
                  .isEqualTo(entry.preprocessing());
              assertThat(entry.uri().getScheme()).isEqualTo("https");
              assertThat(entry.top1()).isBetween(60.0, 90.0);
              assertThat(entry.licence()).isNotBlank();
              assertThat(entry.source()).isNotBlank();
            });
    assertThat(Catalogue.entries()).extracting(CatalogueEntry::name).doesNotHaveDuplicates();
    assertThat(Catalogue.entries()).extracting(CatalogueEntry::fileName).doesNotHaveDuplicates();
  }

  /** {@code torch.hub}: the file's name ends with the first digits of its SHA-256. */
  @Test
  void theDigitsOfAPthAreThoseOfItsName() {
    assertThat(Catalogue.entries())
        .filteredOn(entry -> entry.uri().getPath().endsWith(".pth"))
        .allSatisfy(
            entry ->
                assertThat(entry.uri().getPath())
                    .endsWith("-" + entry.checksum().digits() + ".pth"));
  }

  @Test
  void aFileIsKnownByItsSha256() {
    String v2 = "11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca";
    assertThat(Catalogue.bySha256(v2).orElseThrow().name()).isEqualTo("torchvision:resnet50-v2");
    assertThat(Catalogue.bySha256(v2).orElseThrow().preprocessing()).isEqualTo("imagenet-v2-224");
    assertThat(Catalogue.bySha256("0".repeat(64))).isEmpty();
    assertThat(Catalogue.bySha256("11ad3fa6")).isEmpty();
  }

  @Test
  void aNameIsToldFromAPath() {
    assertThat(Catalogue.names("timm:resnet9")).isTrue();
    assertThat(Catalogue.find("timm:resnet9")).isEmpty();
    assertThat(Catalogue.names("weights.safetensors")).isFalse();
    assertThat(Catalogue.find("keras:resnet50").orElseThrow().model()).isEqualTo("resnet50-keras");
  }

  @Test
  void aChecksumOfTooFewDigitsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checksum.parse("sha256:0676"))
        .withMessage("[checksum] expected 8 to 64 hexadecimal digits in lower case, found '0676'");
  }
}
