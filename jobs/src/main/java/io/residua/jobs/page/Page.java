package io.residua.jobs.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The frame of a page: one file with its style and script in it. Its content security policy lets a
 * browser load nothing from anywhere, and run no script but the one given here.
 */
public final class Page {

  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src %s; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="residua">
      <link rel="icon" href="data:,">
      <title>%s</title>
      <style>
      %s%s</style>
      </head>
      <body>
      %s
      %s</body>
      </html>
      """;

  private Page() {}

  /**
   * A page without a script.
   *
   * @param title as text
   * @param body HTML; what came from outside went through {@link Html#escape}
   */
  public static String html(String title, String body) {
    return html(title, "", body, "");
  }

  /**
   * A whole page.
   *
   * @param title as text
   * @param style CSS behind that of all pages
   * @param body HTML; what came from outside went through {@link Html#escape} or {@link Html#json}
   * @param script JavaScript that runs once the body is there; empty for none
   */
  public static String html(String title, String style, String body, String script) {
    return FRAME.formatted(
        script.isEmpty() ? "'none'" : "'sha256-" + sha256(script) + "'",
        Html.escape(title),
        resource(Page.class, "page.css"),
        style,
        body,
        script.isEmpty() ? "" : "<script>" + script + "</script>\n");
  }

  /** A text file that lies beside a class. */
  public static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "[%s] expected beside %s, found none; build the product again".formatted(name, beside));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a browser compares a script with before it runs it. */
  private static String sha256(String script) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
