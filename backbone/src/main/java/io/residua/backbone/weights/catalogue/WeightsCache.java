package io.residua.backbone.weights.catalogue;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where downloaded weights lie.
 *
 * @param folder made when the first file comes
 */
public record WeightsCache(Path folder) {

  /**
   * {@code $RESIDUA_CACHE/weights}, else {@code $XDG_CACHE_HOME/residua/weights}, else {@code
   * ~/.cache/residua/weights}.
   *
   * @param environment of the process
   */
  public static WeightsCache of(Map<String, String> environment) {
    String own = environment.getOrDefault("RESIDUA_CACHE", "");
    String users = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path residua =
        !own.isEmpty()
            ? Path.of(own)
            : (users.isEmpty()
                    ? Path.of(System.getProperty("user.home"), ".cache")
                    : Path.of(users))
                .resolve("residua");
    return new WeightsCache(residua.resolve("weights").toAbsolutePath().normalize());
  }

  /** Where the entry's file lies when it is whole. */
  public Path file(CatalogueEntry entry) {
    return folder.resolve(entry.fileName());
  }

  /** The bytes that have come so far. */
  Path part(CatalogueEntry entry) {
    return folder.resolve(entry.fileName() + ".part");
  }

  /** The server's ETag of the file the part belongs to. */
  Path tag(CatalogueEntry entry) {
    return folder.resolve(entry.fileName() + ".part.etag");
  }

  /** Held by the one process that downloads. */
  Path lock(CatalogueEntry entry) {
    return folder.resolve(entry.fileName() + ".lock");
  }

  /** The whole SHA-256 of what came, as {@code sha256sum} writes it. */
  Path pin(CatalogueEntry entry) {
    return folder.resolve(entry.fileName() + ".sha256");
  }
}
