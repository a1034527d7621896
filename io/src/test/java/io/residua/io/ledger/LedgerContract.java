package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import io.residua.io.lake.SortedImages;
import io.residua.io.ledger.OutputStore.Content;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a run, on any store. */
abstract class LedgerContract {

  private static final int CHANNELS = 4;
  private static final Map<String, String> SETTINGS =
      Map.of("residua.model", "resnet50", "residua.precision", "f32");
  private static final InputSelection SELECTION = InputSelection.of(List.of("file:/photos"));

  @TempDir Path spools;

  private OutputStore store;
  private Ledger ledger;

  /** A store of an output folder that does not exist yet. */
  abstract OutputStore store() throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = store();
    ledger = new Ledger(store);
  }

  @AfterEach
  void noFaultStays() {
    System.clearProperty("residua.fault");
  }

  @Test
  void aRunGoesFromPlanToSuccess() throws IOException {
    assertThat(ledger.run()).isEmpty();
    RunDescription run = freeze(10, 4);
    assertThat(run.shards()).isEqualTo(3);
    assertThat(ledger.run()).contains(run);
    assertThat(ledger.state(run).missing()).isEqualTo(bits(0, 1, 2));
    ShardRecord first = commit(run, 0, Set.of(1));
    assertThat(first.embedded()).isEqualTo(3);
    assertThat(first.quarantined()).isEqualTo(Map.of(QuarantineCode.CORRUPT, 1L));
    assertThat(first.files())
        .extracting(OutputFile::path)
        .containsExactly("embeddings/shard-000000.parquet", "quarantine/shard-000000.parquet");
    commit(run, 2, Set.of());
    LedgerState state = ledger.complete(run);
    assertThat(state.missing()).isEqualTo(bits(1));
    assertThat(store.size("_SUCCESS")).isEmpty();
    commit(run, 1, Set.of(0, 1, 2, 3));
    state = ledger.complete(run);
    assertThat(state.missing()).isEqualTo(bits());
    assertThat(state.embedded()).isEqualTo(5);
    assertThat(state.quarantined()).isEqualTo(Map.of(QuarantineCode.CORRUPT, 5L));
    assertThat(store.size("_SUCCESS")).hasValue(0);
    assertThat(store.files(Layout.TEMP)).isEmpty();
    assertThat(ledger.complete(run).done()).isEqualTo(state.done());
  }

  @Test
  void itsHistoryGrowsAShardAtATimeAndReadsNoRecordTwice() throws IOException {
    RunDescription run = freeze(10, 4);
    LedgerHistory none = ledger.history(run, LedgerHistory.NONE);
    assertThat(none.done()).isEmpty();
    assertThat(none.last()).isEmpty();
    assertThat(none.frozen()).isEqualTo(store.modified("_residua/run.json").orElseThrow());
    ShardRecord second = commit(run, 1, Set.of(1));
    LedgerHistory one = ledger.history(run, none);
    assertThat(one.images()).isEqualTo(4);
    assertThat(one.last().orElseThrow().getValue().record()).isEqualTo(second);
    assertThat(one.last().orElseThrow().getValue().placed())
        .isEqualTo(store.modified("_residua/ledger/shard-000001.json").orElseThrow());
    assertThat(one.finished()).isNull();
    commit(run, 0, Set.of());
    commit(run, 2, Set.of());
    ledger.complete(run);
    LedgerHistory all = ledger.history(run, one);
    assertThat(all.done().keySet()).containsExactly(0, 1, 2);
    assertThat(all.done().get(1)).isSameAs(one.done().get(1));
    assertThat(all.images()).isEqualTo(10);
    assertThat(all.finished()).isEqualTo(store.modified("_SUCCESS").orElseThrow());
  }

  @Test
  void itsHistoryForgetsARecordThatWasVoided() throws IOException {
    RunDescription run = freeze(10, 4);
    commit(run, 0, Set.of());
    commit(run, 1, Set.of());
    LedgerHistory before = ledger.history(run, LedgerHistory.NONE);
    store.move("embeddings/shard-000001.parquet", "elsewhere");
    assertThat(ledger.history(run, before).done().keySet()).containsExactly(0, 1);
    ledger.state(run);
    assertThat(ledger.history(run, before).done().keySet()).containsExactly(0);
  }

  @Test
  void theFirstCalibrationStays() throws IOException {
    Calibration first = CalibrationTest.SAMPLE;
    Calibration second =
        Calibration.of(
            first.settings(),
            first.selection(),
            first.images(),
            first.quantization().keeping(Set.of("layer1.1")),
            first.drift());
    assertThat(ledger.calibration()).isEmpty();
    assertThat(ledger.putCalibration(first)).isEqualTo(first);
    assertThat(ledger.putCalibration(second)).isEqualTo(first);
    RunDescription run = freezeCalibrated(first.sha256());
    assertThat(ledger.run()).contains(run);
    assertThat(run.calibration()).isEqualTo(first.summary(false));
    assertThat(ledger.calibration(run)).isEqualTo(first);
  }

  @Test
  void anotherCalibrationThanTheRunsIsRefused() throws IOException {
    RunDescription run = freezeCalibrated("0".repeat(64));
    assertThatThrownBy(() -> ledger.calibration(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of SHA-256 000000")
        .hasMessageContaining("found none; bring the file back");
    ledger.putCalibration(CalibrationTest.SAMPLE);
    assertThatThrownBy(() -> ledger.calibration(run))
        .hasMessageContaining("found " + CalibrationTest.SAMPLE.sha256());
  }

  private RunDescription freezeCalibrated(String sha256) throws IOException {
    return ledger.freeze(
        Map.of(Calibration.SETTING, sha256),
        "1",
        listing(2),
        new ShardSize(2, 1_000),
        Since.NONE,
        CalibrationTest.SAMPLE.summary(false));
  }

  @Test
  void aShardWithoutAnyEmbeddingStillHasAFileThatFixesItsOutcomes() throws IOException {
    RunDescription run = freeze(2, 2);
    commit(run, 0, Set.of(0, 1));
    EmbeddingFooter footer =
        EmbeddingFooter.read(store.parquet("embeddings/shard-000000.parquet"), "");
    assertThat(footer.rows()).isZero();
    assertThat(footer.quarantined()).extracting(QuarantinedRow::uri).hasSize(2);
  }

  @Test
  void thePlanGivesEveryShardItsImages() throws IOException {
    Listing listing = listing(200);
    RunDescription run = ledger.freeze(SETTINGS, "1", listing, OptionalInt.of(2));
    assertThat(run.planFiles()).as("64 shards a file").hasSize(2);
    List<LakeImage> all = new ArrayList<>();
    for (int shard = 0; shard < run.shards(); shard++) {
      all.addAll(ledger.images(run, shard));
    }
    assertThat(all).containsExactlyElementsOf(listing.images());
  }

  @Test
  void aPlanThatIsGoneIsNamed() throws IOException {
    RunDescription run = freeze(4, 2);
    String part = run.planFiles().get(0).path();
    store.move(part, "elsewhere/plan");
    assertThatThrownBy(() -> ledger.images(run, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[" + store.name(part) + "] plan: expected images of shard 1")
        .hasMessageContaining("another output");
  }

  @Test
  void ofTwoAttemptsThatDisagreeOneFixesEveryOutcome() throws Exception {
    RunDescription run = freeze(8, 8);
    Path embedsAll = spool(run, 0, Set.of());
    Path timesOut = spool(run, 0, Set.of(5));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<ShardRecord> a = threads.submit(() -> commit(run, 0, embedsAll));
    Future<ShardRecord> b = threads.submit(() -> commit(run, 0, timesOut));
    assertThat(a.get()).isEqualTo(b.get());
    threads.shutdown();
    assertOneOutcomeEach(run, 0);
    assertThat(ledger.complete(run).missing()).isEqualTo(bits());
    assertThat(store.files("embeddings")).hasSize(1);
  }

  @Test
  void theSecondAttemptAdoptsWhatTheFirstDecided() throws IOException {
    RunDescription run = freeze(8, 8);
    ShardRecord first =
        attempt(run, 0)
            .commit(SpooledShard.of(spool(run, 0, Set.of(5))), Map.of("infer", 7L))
            .orElseThrow();
    ShardRecord second =
        attempt(run, 0)
            .commit(SpooledShard.of(spool(run, 0, Set.of())), Map.of("infer", 9L))
            .orElseThrow();
    assertThat(second).isEqualTo(first);
    assertThat(second.timingsMillis()).isEqualTo(Map.of("infer", 7L));
    assertOneOutcomeEach(run, 0);
  }

  @Test
  void anAttemptThatDiedAnywhereIsFinishedWithoutDecoding() throws IOException {
    RunDescription run = freeze(8, 2);
    List<String> points = List.of("data-visible", "before-ledger", "ledger-written");
    for (int shard = 0; shard < points.size(); shard++) {
      int dying = shard;
      System.setProperty("residua.fault", points.get(shard) + ":throw");
      assertThatThrownBy(() -> commit(run, dying, Set.of(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(points.get(shard));
      System.clearProperty("residua.fault");
      ShardRecord adopted = attempt(run, shard).adoptIfPresent().orElseThrow();
      assertThat(adopted.images()).isEqualTo(2);
      assertOneOutcomeEach(run, shard);
    }
    assertThat(ledger.state(run).missing()).isEqualTo(bits(3));
  }

  @Test
  void anAttemptThatDiedBeforeItsFileWasVisibleLeavesNothingToAdopt() throws IOException {
    RunDescription run = freeze(2, 2);
    System.setProperty("residua.fault", "data-temp-written:throw");
    assertThatThrownBy(() -> commit(run, 0, Set.of())).isInstanceOf(IllegalStateException.class);
    System.clearProperty("residua.fault");
    assertThat(store.files("embeddings")).isEmpty();
    assertThat(attempt(run, 0).adoptIfPresent()).isEmpty();
    assertOneTempIsLeft();
    commit(run, 0, Set.of());
    ledger.complete(run);
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  void assertOneTempIsLeft() throws IOException {
    assertThat(store.files(Layout.TEMP)).hasSize(1);
  }

  @Test
  void aDriverThatDiedBeforeRunJsonIsFollowedByAnother() throws IOException {
    System.setProperty("residua.fault", "plan-written:throw");
    assertThatThrownBy(() -> freeze(10, 4)).isInstanceOf(IllegalStateException.class);
    System.clearProperty("residua.fault");
    assertThat(ledger.run()).isEmpty();
    assertThat(freeze(10, 4).shards()).isEqualTo(3);
  }

  @Test
  void theSecondOfTwoDriversTakesThePlanOfTheFirst() throws IOException {
    RunDescription first = freeze(10, 4);
    assertThat(freeze(11, 3)).isEqualTo(first);
  }

  @Test
  void otherSettingsOrInputsAreNamedAndNothingIsWritten() throws IOException {
    RunDescription run = freeze(4, 4);
    Map<String, Long> before = store.files("_residua");
    Map<String, String> other = Map.of("residua.model", "resnet50", "residua.precision", "bf16");
    assertThatThrownBy(() -> run.requireSame(other, InputSelection.of(List.of("file:/more")), ""))
        .isInstanceOf(SettingsDiffer.class)
        .hasMessageContaining("residua.precision: recorded f32, now bf16")
        .hasMessageContaining("input: recorded file:/photos, now file:/more")
        .hasMessageContaining("another --output")
        .message()
        .doesNotContain("residua.model");
    assertThatThrownBy(() -> ledger.freeze(other, "1", listing(4), OptionalInt.empty()))
        .isInstanceOf(SettingsDiffer.class);
    assertThat(store.files("_residua")).isEqualTo(before);
    run.requireSame(SETTINGS, SELECTION, "");
  }

  @Test
  void aRecordWhoseFileIsGoneIsVoidedAndTheShardDoneAgain() throws IOException {
    RunDescription run = freeze(4, 2);
    commit(run, 0, Set.of(1));
    commit(run, 1, Set.of());
    ledger.complete(run);
    store.move("quarantine/shard-000000.parquet", "elsewhere/gone");
    LedgerState state = ledger.state(run);
    assertThat(state.missing()).isEqualTo(bits(0));
    assertThat(state.voided()).containsExactly("_residua/ledger/shard-000000.json");
    assertThat(store.files(Layout.VOID)).hasSize(2);
    assertThat(store.size("_SUCCESS")).isEmpty();
    assertThat(attempt(run, 0).adoptIfPresent()).isPresent();
    assertThat(ledger.complete(run).missing()).isEqualTo(bits());
    assertOneOutcomeEach(run, 0);
  }

  @Test
  void withoutItsEmbeddingsNothingOfAShardHolds() throws IOException {
    RunDescription run = freeze(2, 2);
    commit(run, 0, Set.of(1));
    store.move("embeddings/shard-000000.parquet", "elsewhere/gone");
    assertThat(ledger.state(run).missing()).isEqualTo(bits(0));
    assertThat(store.files("quarantine")).isEmpty();
    commit(run, 0, Set.of());
    assertThat(ledger.complete(run).embedded()).isEqualTo(2);
    assertOneOutcomeEach(run, 0);
  }

  @Test
  void aQuarantineOfOtherRowsIsNeverTakenForThisShards() throws IOException {
    RunDescription run = freeze(4, 2);
    store.putIfAbsent(Content.of("other"), "quarantine/shard-000000.parquet");
    store.putIfAbsent(Content.of("other"), "quarantine/shard-000001.parquet");
    for (int shard = 0; shard < 2; shard++) {
      int quarantined = shard;
      assertThatThrownBy(() -> commit(run, quarantined, quarantined == 0 ? Set.of() : Set.of(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(store.name("quarantine/shard-00000" + shard + ".parquet"))
          .hasMessageContaining("move it away");
    }
    assertThat(store.files(Layout.LEDGER)).isEmpty();
  }

  @Test
  void anyScheduleOfAttemptsThatDieEndsInOneOutcomeEach() throws Exception {
    List<String> points =
        List.of("data-temp-written", "data-visible", "before-ledger", "ledger-written");
    int shards = 12;
    RunDescription run = freeze(shards * 3, 3);
    Random random = new Random(42);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int shard = 0; shard < shards; shard++) {
      int racing = shard;
      String point = points.get(random.nextInt(points.size()));
      System.setProperty("residua.fault", point + ":throw:" + spools.resolve("marker" + shard));
      List<Future<ShardRecord>> attempts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Set<Integer> refused = Set.of(random.nextInt(3));
        attempts.add(threads.submit(() -> commit(run, racing, refused)));
      }
      Set<ShardRecord> records = new HashSet<>();
      int died = 0;
      for (Future<ShardRecord> attempt : attempts) {
        try {
          records.add(attempt.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).hasMessage("[fault point] " + point);
          died++;
        }
      }
      assertThat(records).as("at %s", point).hasSize(1);
      assertThat(died).isEqualTo(1);
      assertOneOutcomeEach(run, shard);
    }
    threads.shutdown();
    LedgerState state = ledger.complete(run);
    assertThat(state.missing()).isEqualTo(bits());
    assertThat(state.embedded()).isEqualTo(shards * 2L);
    assertThat(store.files(Layout.TEMP)).isEmpty();
  }

  @Test
  void driversThatEndAtTheSameMomentAllEndWell() throws Exception {
    RunDescription run = freeze(2, 2);
    commit(run, 0, Set.of());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<LedgerState>> drivers =
        Collections.nCopies(8, () -> new Ledger(store).complete(run));
    for (int round = 0; round < 20; round++) {
      store.move("_SUCCESS", "elsewhere/" + round);
      for (Future<LedgerState> driver : threads.invokeAll(drivers)) {
        assertThat(driver.get().missing()).isEqualTo(bits());
      }
      assertThat(store.size("_SUCCESS")).hasValue(0);
    }
    threads.shutdown();
  }

  @Test
  void aFileOfAnotherSizeGoesToTheVoidWithItsRecord() throws IOException {
    RunDescription run = freeze(2, 2);
    commit(run, 0, Set.of());
    store.move("embeddings/shard-000000.parquet", "elsewhere/good");
    store.putIfAbsent(Content.of("cut"), "embeddings/shard-000000.parquet");
    assertThat(ledger.state(run).missing()).isEqualTo(bits(0));
    assertThat(store.files("embeddings")).isEmpty();
    assertThat(store.files(Layout.VOID)).hasSize(2);
    commit(run, 0, Set.of());
    assertThat(ledger.complete(run).missing()).isEqualTo(bits());
  }

  @Test
  void aRecordThatCannotBeReadStopsTheJobAndIsNamed() throws IOException {
    RunDescription run = freeze(2, 2);
    store.putIfAbsent(Content.of("{\"format\": 1, \"sha"), "_residua/ledger/shard-000000.json");
    assertThatThrownBy(() -> ledger.state(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(store.name("_residua/ledger/shard-000000.json"))
        .hasMessageContaining("expected the JSON of a ShardRecord");
  }

  @Test
  void aRecordOfALaterFormStopsTheJob() throws IOException {
    RunDescription run = freeze(2, 2);
    store.putIfAbsent(Content.of("{\"format\": 2}"), "_residua/ledger/shard-000000.json");
    assertThatThrownBy(() -> ledger.state(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format: expected 1, found 2");
  }

  @Test
  void fieldsALaterVersionAddsArePassedOver() throws IOException {
    RunDescription run = freeze(2, 2);
    String later = run.toJson().replaceFirst("\\{", "{ \"colour\": {\"deep\": [1]},");
    assertThat(RunDescription.fromJson(later, "run.json")).isEqualTo(run);
  }

  @Test
  void aShardFileOfAnotherRunIsNeitherAdoptedNorTouched() throws IOException {
    RunDescription run = freeze(4, 2);
    store.putIfAbsent(Content.of(spool(run, 1, Set.of())), "embeddings/shard-000000.parquet");
    assertThatThrownBy(() -> attempt(run, 0).adoptIfPresent())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("residua.shard: expected 0, found 1")
        .hasMessageContaining("move it away");
    assertThat(store.files("embeddings")).hasSize(1);
    assertThat(store.files(Layout.LEDGER)).isEmpty();
  }

  @Test
  void anAttemptThatForgotAnImageIsRefused() throws IOException {
    RunDescription run = freeze(4, 4);
    Path spool = spool(run, 0, Set.of());
    assertThatThrownBy(
            () -> ledger.shard(run, 0, listed(5), spools).commit(SpooledShard.of(spool), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("images: expected the 5 of the plan, found 4 embedded and 0");
    assertThat(store.files("embeddings")).isEmpty();
  }

  @Test
  void featuresWithoutARunAreNotAdded() throws IOException {
    store.putIfAbsent(Content.of("x"), "embeddings/shard-000000.parquet");
    assertThatThrownBy(() -> freeze(2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an empty folder or one of Residua's")
        .hasMessageContaining("choose another --output");
    assertThat(store.files("_residua")).isEmpty();
  }

  private RunDescription freeze(int images, int shardImages) throws IOException {
    return ledger.freeze(SETTINGS, "1", listing(images), OptionalInt.of(shardImages));
  }

  private static Listing listing(int images) {
    return new Listing(SELECTION, SortedImages.of(listed(images)), 0, 0, 0, 0, List.of());
  }

  private static List<LakeImage> listed(int images) {
    List<LakeImage> all = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      all.add(new LakeImage("file:/photos/%04d.jpg".formatted(i), i, 1_700_000_000_000L + i));
    }
    return all;
  }

  private ShardCommit attempt(RunDescription run, int shard) throws IOException {
    return ledger.shard(run, shard, ledger.images(run, shard), spools);
  }

  private ShardRecord commit(RunDescription run, int shard, Set<Integer> refused)
      throws IOException {
    return commit(run, shard, spool(run, shard, refused));
  }

  private ShardRecord commit(RunDescription run, int shard, Path spooled) throws IOException {
    return attempt(run, shard).commit(SpooledShard.of(spooled), Map.of()).orElseThrow();
  }

  private Path spool(RunDescription run, int shard, Set<Integer> refused) throws IOException {
    Path spool = spools.resolve(UUID.randomUUID().toString());
    List<LakeImage> images = ledger.images(run, shard);
    List<QuarantinedRow> quarantined = new ArrayList<>();
    try (RootAllocator memory = new RootAllocator(1 << 20);
        EmbeddingBatch batch = EmbeddingBatch.allocate(memory, CHANNELS, images.size());
        EmbeddingParquet file =
            EmbeddingParquet.create(spool, CHANNELS, run.fileKeyValues(shard))) {
      for (int i = 0; i < images.size(); i++) {
        LakeImage image = images.get(i);
        if (refused.contains(i)) {
          quarantined.add(
              new QuarantinedRow(image.uri(), QuarantineCode.CORRUPT, "bad", image.length()));
        } else {
          FloatBuffer values = FloatBuffer.wrap(new float[] {i, 1, 2, 3});
          batch.append(image.uri(), "%064x".formatted(i), 10, 20, values);
        }
      }
      file.write(batch);
      file.finish(quarantined);
    }
    return spool;
  }

  private void assertOneOutcomeEach(RunDescription run, int shard) throws IOException {
    ShardRecord record = LedgerCheck.record(store, run, shard).orElseThrow();
    String path = record.files().get(0).path();
    EmbeddingFooter footer = EmbeddingFooter.read(store.parquet(path), path);
    assertThat(footer.rows()).isEqualTo(record.embedded());
    assertThat(footer.images()).isEqualTo(ledger.images(run, shard).size());
    assertThat(record.images()).isEqualTo(footer.images());
    boolean quarantine = !footer.quarantined().isEmpty();
    assertThat(store.size(Layout.quarantine(shard)).isPresent()).isEqualTo(quarantine);
    for (OutputFile file : record.files()) {
      try (var in = store.open(file.path())) {
        assertThat(Sha256.describe(file.path(), in)).isEqualTo(file);
      }
    }
  }

  private static BitSet bits(int... shards) {
    BitSet bits = new BitSet();
    for (int shard : shards) {
      bits.set(shard);
    }
    return bits;
  }
}
