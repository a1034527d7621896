package io.residua.jobs.describe;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.LayerTable;
import io.residua.backbone.LayerTable.Counts;
import io.residua.backbone.LayerTable.Layer;
import java.io.PrintStream;
import java.util.Locale;

/** A {@link LayerTable} as people read it: rows, a subtotal for each part, totals. */
public final class Description {

  private static final int SHAPE = 24;
  private static final int NUMBER = 18;

  private final LayerTable table;
  private final PrintStream out;
  private final int names;

  private Description(LayerTable table, PrintStream out) {
    this.table = table;
    this.out = out;
    this.names =
        table.layers().stream().mapToInt(layer -> layer.name().length()).max().orElse(0) + 2;
  }

  /** Prints the table, then its totals and what the paper says. */
  public static void print(LayerTable table, PrintStream out) {
    new Description(table, out).print();
  }

  private void print() {
    say(
        "%s, input %s%n%n",
        table.spec().name(), shape(table.input(), table.spec().temporal() ? 4 : 3));
    row("layer", "output", "parameters", "multiply-adds");
    for (String part : table.parts()) {
      table.layers(part).forEach(this::row);
      subtotal(part);
    }
    totals();
    PaperComparison.sentences(table).ifPresent(sentences -> say("%n%s%n", sentences));
  }

  private void row(Layer layer) {
    boolean flat = layer.part().equals(LayerTable.CLASSIFIER);
    int extents = flat ? 1 : table.spec().temporal() ? 4 : 3;
    row(layer.name(), shape(layer.output(), extents), layer.counts());
  }

  private void subtotal(String part) {
    row("= " + part, "", table.counts(part));
    say("%n");
  }

  private void totals() {
    Counts body = table.withoutClassifier();
    if (!table.classified()) {
      totals(body);
      return;
    }
    Counts whole = table.counts();
    row("total", "", "with fc", "without fc");
    row("trainable parameters", whole.trainable(), body.trainable());
    row("running means, variances", whole.statistics(), body.statistics());
    row("all parameters", whole.parameters(), body.parameters());
    row("multiply-adds", whole.multiplyAdds(), body.multiplyAdds());
    row("GFLOPs", "", billions(whole), billions(body));
    notes();
  }

  private void totals(Counts body) {
    row("total", "", "", "");
    row("trainable parameters", "", number(body.trainable()), "");
    row("running means, variances", "", number(body.statistics()), "");
    row("all parameters", "", number(body.parameters()), "");
    row("multiply-adds", "", number(body.multiplyAdds()), "");
    row("GFLOPs", "", billions(body), "");
    notes();
  }

  private void notes() {
    say(
        """

        Trainable parameters are what torchvision counts; all parameters, with the running means and
        variances of the norms, what Paddle and Keras count. A multiply-add is one operation, as in the
        paper and in torchvision's GFLOPS; norms, pools, biases, ReLUs and sums are not counted.
        """);
  }

  private void row(String name, String shape, Counts counts) {
    row(name, shape, number(counts.parameters()), number(counts.multiplyAdds()));
  }

  private void row(String name, long first, long second) {
    row(name, "", number(first), number(second));
  }

  private void row(String name, String shape, String first, String second) {
    String line =
        ("%-" + Math.max(names, 26) + "s%-" + SHAPE + "s%" + NUMBER + "s%" + NUMBER + "s")
            .formatted(name, shape, first, second);
    say("%s%n", line.stripTrailing());
  }

  /** CTHW of a clip, CHW of an image, C of a vector. */
  private static String shape(FeatureShape shape, int extents) {
    return switch (extents) {
      case 1 -> "[%d]".formatted(shape.channels());
      case 3 -> "[%d, %d, %d]".formatted(shape.channels(), shape.height(), shape.width());
      default ->
          "[%d, %d, %d, %d]"
              .formatted(shape.channels(), shape.frames(), shape.height(), shape.width());
    };
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String billions(Counts counts) {
    return String.format(Locale.ROOT, "%.3f", counts.multiplyAdds() / 1e9);
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }
}
