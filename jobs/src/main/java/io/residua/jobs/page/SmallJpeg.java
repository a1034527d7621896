package io.residua.jobs.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes square pictures as JPEG files, with what the JDK has. For one thread. */
final class SmallJpeg implements AutoCloseable {

  private static final float QUALITY = 0.7f;

  private final int side;
  private final BufferedImage picture;
  private final ImageWriter writer;
  private final ImageWriteParam settings;

  SmallJpeg(int side) {
    // Else a DISPLAY nobody answers, as over ssh, ends the writing.
    System.setProperty("java.awt.headless", "true");
    this.side = side;
    this.picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    this.writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    this.settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(QUALITY);
  }

  /**
   * The file of a picture.
   *
   * @param rgb uint8 HWC {@code [side, side, 3]} from index 0 on
   */
  byte[] of(ByteBuffer rgb) throws IOException {
    for (int i = 0; i < side * side; i++) {
      int red = rgb.get(3 * i) & 0xff;
      int green = rgb.get(3 * i + 1) & 0xff;
      int blue = rgb.get(3 * i + 2) & 0xff;
      picture.setRGB(i % side, i / side, (red << 16) | (green << 8) | blue);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), settings);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    writer.dispose();
  }
}
