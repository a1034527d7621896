package io.residua.jobs.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** Lets text from outside into a page: names of files may hold anything. */
public final class Html {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Html() {}

  /** Text as the content of an element or the value of a quoted attribute, {@link Visible}. */
  public static String escape(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      append(html, text.charAt(i));
    }
    return html.toString();
  }

  private static void append(StringBuilder html, char c) {
    switch (c) {
      case '&' -> html.append("&amp;");
      case '<' -> html.append("&lt;");
      case '>' -> html.append("&gt;");
      case '"' -> html.append("&quot;");
      case '\'' -> html.append("&#39;");
      default -> html.append(Visible.of(c));
    }
  }

  /**
   * A value as JSON that may stand within a {@code script} element: no {@code <}, {@code >} or
   * {@code &} is in it, nor a line separator JavaScript ends a line at.
   *
   * @param value of types Jackson writes: maps, lists, records, numbers, text
   */
  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
