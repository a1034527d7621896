package io.residua.jobs.report;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;

/** Charts of HTML and CSS alone, which fit any width. */
final class Charts {

  private Charts() {}

  /**
   * Upright bars side by side.
   *
   * @param values 0 or more, one at least
   * @param says what a bar's value is, for whoever points at it
   */
  static String bars(List<Double> values, DoubleFunction<String> says) {
    double most = Math.max(Collections.max(values), 1e-12);
    StringBuilder bars = new StringBuilder("<div class=\"bars\">");
    for (double value : values) {
      bars.append(
          String.format(
              Locale.ROOT,
              "<i style=\"height:%.1f%%\" title=\"%s\"></i>",
              100 * value / most,
              says.apply(value)));
    }
    return bars.append("</div>\n").toString();
  }

  /** What stands below the ends of bars. */
  static String ends(String left, String right) {
    return "<p class=\"ends\"><span>%s</span><span>%s</span></p>\n".formatted(left, right);
  }

  /**
   * Lying bars, a line each with its name, its share and its amount.
   *
   * @param amounts by name, as HTML
   * @param says what an amount is
   */
  static String shares(Map<String, Long> amounts, LongFunction<String> says) {
    double sum = Math.max(sum(amounts.values()), 1);
    StringBuilder lines = new StringBuilder("<div class=\"shares\">");
    amounts.forEach(
        (name, amount) ->
            lines.append(
                String.format(
                    Locale.ROOT,
                    "<span>%s</span><i><b style=\"width:%.1f%%\"></b></i><span class=\"number\">%s</span><span class=\"number soft\">%s</span>%n",
                    name,
                    100 * amount / sum,
                    Numbers.percent(amount / sum),
                    says.apply(amount))));
    return lines.append("</div>\n").toString();
  }

  private static double sum(Collection<Long> amounts) {
    return amounts.stream().mapToLong(Long::longValue).sum();
  }
}
