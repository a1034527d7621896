package io.residua.jobs.extract;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Results of tasks, taken one by one as tasks end, so that the driver never holds them all. */
public final class TaskResults {

  private TaskResults() {}

  /**
   * Says in Spark's UI what the jobs of this thread are from now on.
   *
   * @param group of jobs, and name of their stages
   * @param description of the jobs
   */
  static void name(JavaSparkContext spark, String group, String description) {
    spark.setJobGroup(group, description);
    spark.setCallSite(group);
  }

  /**
   * Runs a task for each partition of one element.
   *
   * @param to called on one thread at a time, not the caller's
   */
  public static void each(JavaRDD<byte[]> tasks, Consumer<byte[]> to) {
    Function2<TaskContext, Iterator<byte[]>, byte[]> only =
        (Function2<TaskContext, Iterator<byte[]>, byte[]> & Serializable)
            (context, results) -> results.next();
    Function2<Object, byte[], BoxedUnit> handler =
        (partition, bytes) -> {
          to.accept(bytes);
          return BoxedUnit.UNIT;
        };
    List<Object> partitions = new ArrayList<>();
    for (int i = 0; i < tasks.getNumPartitions(); i++) {
      partitions.add(i);
    }
    tasks
        .context()
        .runJob(
            tasks.rdd(),
            only,
            CollectionConverters.asScala(partitions).toSeq(),
            handler,
            ClassTag$.MODULE$.apply(byte[].class));
  }
}
