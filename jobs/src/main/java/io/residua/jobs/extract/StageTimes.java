package io.residua.jobs.extract;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Where the time of a shard goes. Filled by the threads of one attempt. */
final class StageTimes {

  final AtomicLong readNanos = new AtomicLong();
  final AtomicLong decodeNanos = new AtomicLong();
  final AtomicLong inferNanos = new AtomicLong();
  final AtomicLong writeNanos = new AtomicLong();

  /** Milliseconds by stage of the work, in the order of the work. */
  Map<String, Long> millis() {
    Map<String, Long> millis = new LinkedHashMap<>();
    millis.put("read", readNanos.get() / 1_000_000);
    millis.put("decode", decodeNanos.get() / 1_000_000);
    millis.put("infer", inferNanos.get() / 1_000_000);
    millis.put("write", writeNanos.get() / 1_000_000);
    return millis;
  }
}
