package io.residua.jobs.status;

import java.util.Locale;

/** What a run seems to be doing, by when its last shard was done. */
public enum RunState {
  /** No shard is done yet. */
  STARTING,
  /** Shards come. */
  WORKING,
  /** None came for three times as long as the slowest took, and for two minutes. */
  STALLED,
  /** None came for five times that. */
  STOPPED,
  /** Every image is accounted for. */
  FINISHED;

  /** Whether someone should look after it. */
  public boolean quiet() {
    return this == STALLED || this == STOPPED;
  }

  /** As people and JSON have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
