package io.residua.io.ledger;

import io.residua.backbone.Stage;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finished files of one attempt at a shard, on the local disk.
 *
 * @param embeddings of {@link io.residua.io.features.EmbeddingParquet}
 * @param maps of {@link io.residua.io.features.StageMapFile}, by stage; of the rows of the
 *     embeddings
 */
public record SpooledShard(Path embeddings, Map<Stage, Path> maps) {

  public SpooledShard {
    maps = Map.copyOf(maps);
  }

  /** Of a run without maps. */
  public static SpooledShard of(Path embeddings) {
    return new SpooledShard(embeddings, Map.of());
  }
}
