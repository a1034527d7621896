package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultPointTest {

  @TempDir Path folder;

  @AfterEach
  void noFaultStays() {
    System.clearProperty("residua.fault");
  }

  @Test
  void doesNothingUnlessAsked() {
    assertThatCode(() -> FaultPoint.hit("shard-start")).doesNotThrowAnyException();
    System.setProperty("residua.fault", "before-ledger:throw");
    assertThatCode(() -> FaultPoint.hit("shard-start")).doesNotThrowAnyException();
  }

  @Test
  void failsOnceOnlyWithAMarker() {
    System.setProperty("residua.fault", "shard-start:throw:" + folder.resolve("marker"));
    assertThatThrownBy(() -> FaultPoint.hit("shard-start")).hasMessage("[fault point] shard-start");
    assertThatCode(() -> FaultPoint.hit("shard-start")).doesNotThrowAnyException();
  }

  @Test
  void refusesAnActionItDoesNotKnow() {
    System.setProperty("residua.fault", "shard-start:explode");
    assertThatThrownBy(() -> FaultPoint.hit("shard-start"))
        .hasMessageContaining("expected halt, throw, hang or delay, found explode");
  }
}
