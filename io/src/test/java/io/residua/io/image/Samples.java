package io.residua.io.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images made here, so that the tests need no files. */
final class Samples {
  private Samples() {}

  /** Red {@code 7x + 3y}, green {@code x² + y}, blue {@code x xor y}, all modulo 256. */
  static Picture gradient(int width, int height) {
    Picture picture = Picture.black(width, height);
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[3 * x] = (byte) (x * 7 + y * 3);
        row[3 * x + 1] = (byte) (x * x + y);
        row[3 * x + 2] = (byte) (x ^ y);
      }
      picture.put(0, y, row, width);
    }
    return picture;
  }

  static BufferedImage buffered(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(
            x, y, (((x * 7 + y * 3) << 16) & 0xff0000) | (((x * x + y) << 8) & 0xff00) | (x ^ y));
      }
    }
    return image;
  }

  /** A file of JDK's writer of {@code format}: jpg, png, gif, bmp or tiff. */
  static byte[] encode(String format, int width, int height) {
    return encode(format, width, height, false);
  }

  static byte[] progressiveJpeg(int width, int height) {
    return encode("jpg", width, height, true);
  }

  private static byte[] encode(String format, int width, int height, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (progressive) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(buffered(width, height), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A TIFF of JDK's writer, whose LZW and Deflate have differences along the rows. */
  static byte[] tiff(String compression, int width, int height) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionType(compression);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(buffered(width, height), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** {@code bytes} with {@code inserted} at {@code at}. */
  static byte[] insert(byte[] bytes, int at, byte[] inserted) {
    ByteBuffer joined = ByteBuffer.allocate(bytes.length + inserted.length);
    joined.put(bytes, 0, at).put(inserted).put(bytes, at, bytes.length - at);
    return joined.array();
  }

  /** {@code bytes} with those of {@code hex} in place of its own at {@code at}. */
  static byte[] patch(byte[] bytes, int at, String hex) {
    byte[] patched = bytes.clone();
    byte[] values = HexFormat.of().parseHex(hex);
    System.arraycopy(values, 0, patched, at, values.length);
    return patched;
  }

  static byte[] pngChunk(String name, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length);
    chunk.put(name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  /** A TIFF block whose one tag is the orientation. */
  static byte[] exif(int orientation) {
    return HexFormat.of()
        .parseHex(
            "4d4d002a00000008"
                + "0001"
                + "0112000300000001"
                + "%04x0000".formatted(orientation)
                + "00000000");
  }
}
