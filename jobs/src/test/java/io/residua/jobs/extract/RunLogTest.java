package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.ShardRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events of a run through the configuration that the scripts take for JSON. */
class RunLogTest {

  private static final ShardOutcome.Attempt ATTEMPT =
      new ShardOutcome.Attempt("3", "10.0.0.7", 1_234, 5_678);

  private final LoggerContext context = new LoggerContext("test");
  private final List<String> lines = new ArrayList<>();
  private RunLog log = new RunLog("");

  @BeforeEach
  void configure() {
    context.setConfigLocation(Path.of("../deploy/conf/log4j2-json.properties").toUri());
    context.start();
    Appender stderr = context.getConfiguration().getAppender("stderr");
    Appender captured =
        new AbstractAppender("captured", null, stderr.getLayout(), false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(new String(getLayout().toByteArray(event), StandardCharsets.UTF_8));
          }
        };
    captured.start();
    context.getConfiguration().getRootLogger().removeAppender("stderr");
    context.getConfiguration().getRootLogger().addAppender(captured, null, null);
    log = new RunLog("hdfs:/out", context.getLogger(RunLog.NAME));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private JsonNode only() throws IOException {
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).endsWith("\n");
    assertThat(lines.get(0).strip()).doesNotContain("\n");
    return new ObjectMapper().readTree(lines.get(0));
  }

  @Test
  void aShardThatIsDoneHasItsFiguresAsNumbers() throws IOException {
    ShardRecord record =
        new ShardRecord(
            ShardRecord.FORMAT,
            "a".repeat(64),
            "b".repeat(64),
            42,
            List.of(new OutputFile("embeddings/shard-000042.parquet", 10, "c".repeat(64))),
            31,
            Map.of(QuarantineCode.TRUNCATED, 1L),
            Map.of("infer", 5L));
    log.shard(ShardOutcome.done(record, ATTEMPT));
    JsonNode event = only();
    assertThat(event.get("event").asText()).isEqualTo("shard-done");
    assertThat(event.get("level").asText()).isEqualTo("INFO");
    assertThat(event.get("output").asText()).isEqualTo("hdfs:/out");
    assertThat(event.get("shard").isIntegralNumber()).isTrue();
    assertThat(event.get("shard").asInt()).isEqualTo(42);
    assertThat(event.get("images").asInt()).isEqualTo(32);
    assertThat(event.get("embedded").asInt()).isEqualTo(31);
    assertThat(event.get("quarantined").asInt()).isEqualTo(1);
    assertThat(event.get("quarantined_by_code").get("TRUNCATED").asInt()).isEqualTo(1);
    assertThat(event.get("slot_millis").get("infer").asInt()).isEqualTo(5);
    assertThat(event.get("executor").asText()).isEqualTo("3");
    assertThat(event.get("host").asText()).isEqualTo("10.0.0.7");
    assertThat(event.get("task").asInt()).isEqualTo(1_234);
    assertThat(event.get("millis").asInt()).isEqualTo(5_678);
    assertThat(event.get("message").asText())
        .isEqualTo(
            "[hdfs:/out] shard 42 done: 32 images, 1 quarantined, 5678 ms on executor 3 (10.0.0.7)");
    assertThat(Instant.parse(event.get("time").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  @Test
  void aShardThatFailedSaysWhyOnOneLine() throws IOException {
    log.shard(
        ShardOutcome.failed(7, new IllegalStateException("[disk] \"full\"\nsecond line"), ATTEMPT));
    JsonNode event = only();
    assertThat(event.get("event").asText()).isEqualTo("shard-failed");
    assertThat(event.get("level").asText()).isEqualTo("WARN");
    assertThat(event.get("shard").asInt()).isEqualTo(7);
    assertThat(event.get("why").asText()).isEqualTo("[disk] \"full\"\nsecond line");
  }

  @Test
  void whatOthersLogIsJsonTooWithItsStack() throws IOException {
    context
        .getLogger("org.apache.spark.Other")
        .warn("lost {}", "executor 1", new IOException("gone"));
    context.getLogger("org.apache.spark.Other").info("not wanted");
    JsonNode event = only();
    assertThat(event.get("message").asText()).isEqualTo("lost executor 1");
    assertThat(event.get("exception").asText()).contains("java.io.IOException: gone");
    assertThat(event.has("event")).isFalse();
  }

  @Test
  void peopleGetTheEventsOfShardsOnlyWhenTheyFail() {
    LoggerContext plain = new LoggerContext("plain");
    plain.setConfigLocation(Path.of("../deploy/conf/log4j2.properties").toUri());
    plain.start();
    LoggerConfig run = plain.getConfiguration().getLoggerConfig(RunLog.NAME);
    assertThat(run.getLevel()).isEqualTo(Level.WARN);
    assertThat(run.isFiltered(Log4jLogEvent.newBuilder().setLevel(Level.WARN).build())).isFalse();
    assertThat(run.isFiltered(Log4jLogEvent.newBuilder().setLevel(Level.ERROR).build()))
        .as("what the command says itself")
        .isTrue();
    plain.stop();
  }
}
