package io.residua.jobs.search;

import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.page.Html;
import io.residua.jobs.page.Neighbour;
import io.residua.jobs.page.NeighbourSheet;
import io.residua.jobs.page.Page;
import io.residua.jobs.page.Thumbnail;
import io.residua.jobs.page.Thumbnails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a search found, as a page with pictures. */
final class NeighbourPage {

  private static final int SIDE = 96;
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private NeighbourPage() {}

  /** Writes it, over what is there. */
  static void write(Path file, OutputRun of, Answer answer) throws IOException {
    RunDescription run = of.run();
    Map<String, Thumbnail> pictures =
        new HashMap<>(
            new Thumbnails(of.conf(), run, SIDE).of(planned(of.ledger(), run, answer), AT_MOST));
    LakeImage image = answer.image();
    if (image != null) {
      pictures.putAll(
          new Thumbnails(of.conf(), InputForm.NONE, List.of(), videos(run), SIDE)
              .of(List.of(image), AT_MOST));
    }
    List<Neighbour> nearest =
        answer.hits().stream()
            .map(hit -> new Neighbour(hit.uri(), picture(pictures, hit.uri()), hit.cosine()))
            .toList();
    String body =
        "<h1>Nearest images</h1>\n<p>%s by %s</p>\n%s"
            .formatted(
                Html.escape(answer.query()),
                Html.escape(answer.metric()),
                NeighbourSheet.html(answer.query(), picture(pictures, answer.query()), nearest));
    Files.writeString(file, Page.html("Nearest to " + NeighbourSheet.name(answer.query()), body));
  }

  private static Thumbnail picture(Map<String, Thumbnail> pictures, String uri) {
    return pictures.getOrDefault(uri, Thumbnail.NONE);
  }

  private static boolean videos(RunDescription run) {
    return run.settings().containsKey("residua.clip-length");
  }

  /** The images of the plan that are on the page, in its order. */
  private static List<LakeImage> planned(Ledger ledger, RunDescription run, Answer answer)
      throws IOException {
    Map<Integer, List<LakeImage>> shards = new HashMap<>();
    List<LakeImage> images = new ArrayList<>();
    for (Hit hit : answer.hits()) {
      if (!shards.containsKey(hit.shard())) {
        shards.put(hit.shard(), ledger.images(run, hit.shard()));
      }
      image(shards.getOrDefault(hit.shard(), List.of()), hit.uri()).ifPresent(images::add);
    }
    if (answer.image() == null) {
      image(run, ledger, shards, answer.query()).ifPresent(images::add);
    }
    images.sort(Comparator.comparing(LakeImage::uri, LakeImage::compareUris));
    return images;
  }

  private static Optional<LakeImage> image(List<LakeImage> images, String uri) {
    return images.stream().filter(image -> image.uri().equals(uri)).findFirst();
  }

  /** The query's, in whatever shard it is. */
  private static Optional<LakeImage> image(
      RunDescription run, Ledger ledger, Map<Integer, List<LakeImage>> read, String uri)
      throws IOException {
    for (List<LakeImage> shard : read.values()) {
      Optional<LakeImage> found = image(shard, uri);
      if (found.isPresent()) {
        return found;
      }
    }
    int low = 0;
    int high = run.shards() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      List<LakeImage> shard = ledger.images(run, middle);
      if (LakeImage.compareUris(uri, shard.get(0).uri()) < 0) {
        high = middle - 1;
      } else if (LakeImage.compareUris(uri, shard.get(shard.size() - 1).uri()) > 0) {
        low = middle + 1;
      } else {
        return image(shard, uri);
      }
    }
    return Optional.empty();
  }
}
