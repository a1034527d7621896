package io.residua.jobs.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Sixty pictures of the program's own making: six themes, ten of each, JPEG and PNG. */
final class SamplePictures {

  private static final int PER_THEME = 10;

  private enum Theme {
    HILLS,
    CIRCLES,
    STRIPES,
    CHECKERS,
    STARS,
    BRICKS
  }

  private SamplePictures() {}

  /** Draws all of them into {@code folder}, the same every time. */
  static void draw(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Theme theme : Theme.values()) {
      for (int i = 0; i < PER_THEME; i++) {
        boolean png = i % 4 == 3;
        String name =
            "%s-%02d.%s"
                .formatted(theme.name().toLowerCase(java.util.Locale.ROOT), i, png ? "png" : "jpg");
        ImageIO.write(
            picture(theme, new Random(31L * theme.name().hashCode() + i)),
            png ? "png" : "jpg",
            folder.resolve(name).toFile());
      }
    }
  }

  private static BufferedImage picture(Theme theme, Random random) {
    int width = 260 + random.nextInt(380);
    int height = 240 + random.nextInt(300);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setPaint(new GradientPaint(0, 0, color(random, 0.9f), 0, height, color(random, 0.6f)));
    pen.fillRect(0, 0, width, height);
    switch (theme) {
      case HILLS -> hills(pen, random, width, height);
      case CIRCLES -> circles(pen, random, width, height);
      case STRIPES -> stripes(pen, random, width, height);
      case CHECKERS -> checkers(pen, random, width, height);
      case STARS -> stars(pen, random, width, height);
      case BRICKS -> bricks(pen, random, width, height);
    }
    pen.dispose();
    return picture;
  }

  private static void hills(Graphics2D pen, Random random, int width, int height) {
    for (int layer = 0; layer < 4; layer++) {
      Path2D ridge = new Path2D.Double();
      ridge.moveTo(0, height);
      double phase = random.nextDouble() * Math.PI;
      for (int x = 0; x <= width; x += 4) {
        double swell = Math.sin(phase + x * (2 + layer) * Math.PI / width) * height / 12;
        ridge.lineTo(x, height * (0.4 + 0.15 * layer) + swell);
      }
      ridge.lineTo(width, height);
      pen.setColor(
          Color.getHSBColor(0.25f + 0.1f * random.nextFloat(), 0.6f, 0.8f - 0.15f * layer));
      pen.fill(ridge);
    }
  }

  private static void circles(Graphics2D pen, Random random, int width, int height) {
    for (int i = 0; i < 25; i++) {
      double radius = 10 + random.nextInt(60);
      pen.setColor(color(random, 0.9f));
      pen.fill(
          new Ellipse2D.Double(
              random.nextInt(width) - radius,
              random.nextInt(height) - radius,
              2 * radius,
              2 * radius));
    }
  }

  private static void stripes(Graphics2D pen, Random random, int width, int height) {
    int step = 12 + random.nextInt(24);
    pen.setTransform(
        AffineTransform.getRotateInstance(
            random.nextDouble() * Math.PI, width / 2.0, height / 2.0));
    pen.setStroke(new BasicStroke(step / 2f));
    pen.setColor(color(random, 0.5f));
    for (int x = -width; x < 2 * width; x += step) {
      pen.drawLine(x, -height, x, 2 * height);
    }
  }

  private static void checkers(Graphics2D pen, Random random, int width, int height) {
    int side = 16 + random.nextInt(32);
    pen.setColor(color(random, 0.3f));
    for (int y = 0; y < height; y += side) {
      for (int x = (y / side % 2) * side; x < width; x += 2 * side) {
        pen.fillRect(x, y, side, side);
      }
    }
  }

  private static void stars(Graphics2D pen, Random random, int width, int height) {
    pen.setColor(new Color(10, 10, 40 + random.nextInt(40)));
    pen.fillRect(0, 0, width, height);
    for (int i = 0; i < 150; i++) {
      pen.setColor(Color.getHSBColor(random.nextFloat(), 0.2f, 1f));
      int size = 1 + random.nextInt(5);
      pen.fillOval(random.nextInt(width), random.nextInt(height), size, size);
    }
  }

  private static void bricks(Graphics2D pen, Random random, int width, int height) {
    int high = 14 + random.nextInt(14);
    int wide = 3 * high;
    for (int row = 0; row * high < height; row++) {
      for (int x = -(row % 2) * wide / 2; x < width; x += wide) {
        pen.setColor(
            Color.getHSBColor(
                0.02f, 0.6f + 0.2f * random.nextFloat(), 0.5f + 0.3f * random.nextFloat()));
        pen.fillRect(x + 1, row * high + 1, wide - 2, high - 2);
      }
    }
  }

  private static Color color(Random random, float brightness) {
    return Color.getHSBColor(random.nextFloat(), 0.4f + 0.5f * random.nextFloat(), brightness);
  }
}
