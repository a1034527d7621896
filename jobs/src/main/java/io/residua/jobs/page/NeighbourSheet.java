package io.residua.jobs.page;

import java.util.List;
import java.util.Locale;

/** An image and those most like it, as a part of a page. */
public final class NeighbourSheet {

  private NeighbourSheet() {}

  /**
   * A row of pictures: the image asked for, then its neighbours with their cosines.
   *
   * @param uri of the image asked for
   * @param thumbnail of it
   * @param nearest the nearest first
   */
  public static String html(String uri, Thumbnail thumbnail, List<Neighbour> nearest) {
    StringBuilder html = new StringBuilder("<div class=\"sheet\">\n");
    html.append(figure("query", uri, thumbnail, "query"));
    for (Neighbour neighbour : nearest) {
      String cosine = String.format(Locale.ROOT, "%.3f", neighbour.cosine());
      html.append(figure("near", neighbour.uri(), neighbour.thumbnail(), cosine));
    }
    return html.append("</div>\n").toString();
  }

  private static String figure(String kind, String uri, Thumbnail thumbnail, String caption) {
    String text = Html.escape(uri);
    return """
        <figure class="%s" title="%s"><img src="%s" alt="%s" width="96" height="96"><figcaption><b>%s</b><span>%s</span></figcaption></figure>
        """
        .formatted(
            kind, text, Html.escape(thumbnail.source()), text, caption, Html.escape(name(uri)));
  }

  /** What stands behind the last slash: enough to tell pictures of one sheet apart. */
  public static String name(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }
}
