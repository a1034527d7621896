package io.residua.jobs.metrics;

import com.codahale.metrics.Counter;
import java.util.function.LongSupplier;

/** A counter that is kept elsewhere: sinks tell counters, which only grow, from gauges. */
final class Count extends Counter {

  private final LongSupplier value;

  Count(LongSupplier value) {
    this.value = value;
  }

  @Override
  public long getCount() {
    return value.getAsLong();
  }
}
