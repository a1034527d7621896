package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.Success$;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's own events, in the order its bus may bring them. */
class LiveVectorsTest {

  private static final TaskInfo TASK =
      new TaskInfo(7, 0, 0, 0, 0, "1", "here", TaskLocality.ANY(), false);

  @Test
  void aHeartbeatThatComesBehindTheEndOfItsTaskCountsNothing() {
    LiveVectors live = new LiveVectors(new LongAccumulator());
    live.onTaskStart(new SparkListenerTaskStart(0, 0, TASK));
    live.onExecutorMetricsUpdate(heartbeat(256));
    assertThat(live.inFlight()).isEqualTo(256);
    live.onTaskEnd(
        new SparkListenerTaskEnd(
            0, 0, "ResultTask", Success$.MODULE$, TASK, new ExecutorMetrics(), new TaskMetrics()));
    live.onExecutorMetricsUpdate(heartbeat(512));
    assertThat(live.inFlight()).isZero();
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(long vectors) {
    AccumulableInfo info =
        new AccumulableInfo(
            1,
            Option.apply(LiveVectors.NAME),
            Option.apply((Object) vectors),
            Option.empty(),
            false,
            false,
            Option.empty());
    Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>> task =
        new Tuple4<>(7L, 0, 0, CollectionConverters.asScala(List.of(info)).toSeq());
    return new SparkListenerExecutorMetricsUpdate(
        "1",
        CollectionConverters.asScala(List.of(task)).toSeq(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of())));
  }
}
