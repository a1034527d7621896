package io.residua.io.image;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG file, read and refused as Pillow 9.4's {@code PngImagePlugin} does: checksums
 * count before the first IDAT and not after it, and a chunk cut short anywhere refuses the file.
 */
final class PngChunks {
  private final Bytes file;
  private long animationSequence = -1;
  private long frames = -1;
  private final PngTexts texts = new PngTexts();

  long width;
  long height;
  int bits;
  int colorType = -1;
  boolean interlaced;
  byte @Nullable [] palette;

  /** Where the first frame lies when an animation says so: left, top, width, height. */
  long @Nullable [] frame;

  private String name = "";
  private long length;

  PngChunks(Bytes file) {
    this.file = file;
  }

  /** Reads up to the data of the first IDAT or fdAT; returns its length. */
  long readHeader() throws Refusal {
    file.seek(8);
    while (true) {
      next();
      int data = file.position();
      if (name.equals("IDAT")) {
        return length;
      }
      if (name.equals("fdAT")) {
        readAnimationData();
        return length - 4;
      }
      if (name.equals("IEND")) {
        throw Refusal.corrupt("PNG: expected IDAT, found IEND");
      }
      readChunk();
      file.seek(data + length);
      checkSum(data);
    }
  }

  /** Moves to the next chunk of pixels; its length, or -1 when another chunk follows. */
  long nextData() throws Refusal {
    file.skip(4);
    next();
    if (name.equals("fdAT")) {
      readAnimationData();
      return length - 4;
    }
    return name.equals("IDAT") || name.equals("DDAT") ? length : -1;
  }

  /** Reads what follows the pixels: EXIF may be there. */
  void readTrailer() throws Refusal {
    while (file.remaining() >= 4) {
      file.skip(4);
      try {
        next();
      } catch (Refusal noChunk) {
        return;
      }
      if (name.equals("IEND") || (name.equals("fcTL") && frames > 1)) {
        return;
      }
      int data = file.position();
      if (name.equals("fdAT")) {
        readAnimationData();
      } else if (!name.equals("IDAT")) {
        readChunk();
      }
      file.seek(data);
      file.skip(length);
    }
  }

  /** EXIF orientation 1 to 8. */
  int orientation() throws Refusal {
    return texts.orientation();
  }

  private void next() throws Refusal {
    length = file.u32be();
    name = file.latin1(file.position(), file.position() + Math.min(4, file.remaining()));
    file.skip(4);
    if (!name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)))) {
      throw Refusal.corrupt("PNG: expected the name of a chunk, found others than letters");
    }
  }

  private void checkSum(int data) throws Refusal {
    CRC32 crc = new CRC32();
    crc.update(file.array(), data - 4, (int) length + 4);
    if (file.u32be() != crc.getValue()) {
      throw Refusal.corrupt("PNG chunk %s: its checksum does not match".formatted(name));
    }
  }

  private void require(long bytes) throws Refusal {
    if (length < bytes) {
      throw Refusal.corrupt(
          "PNG chunk %s: expected %d bytes or more, found %d".formatted(name, bytes, length));
    }
  }

  private void readChunk() throws Refusal {
    file.at(file.position()).skip(length);
    switch (name) {
      case "IHDR" -> readImageHeader();
      case "PLTE" -> palette = colorType == 3 ? file.slice(length).array() : palette;
      case "tRNS" -> require(colorType == 0 ? 2 : colorType == 2 ? 6 : 0);
      case "gAMA" -> require(4);
      case "sRGB" -> require(1);
      case "pHYs" -> require(9);
      case "cHRM" -> {
        if (length % 4 != 0) {
          throw Refusal.corrupt("PNG chunk cHRM: expected a multiple of 4 bytes, found " + length);
        }
      }
      case "iCCP", "eXIf", "tEXt", "zTXt", "iTXt" -> texts.read(name, file.slice(length).array());
      case "acTL" -> readAnimationControl();
      case "fcTL" -> readFrameControl();
      default -> {}
    }
  }

  private void readImageHeader() throws Refusal {
    require(13);
    width = file.u32be();
    height = file.u32be();
    bits = file.u8();
    colorType = file.u8();
    file.skip(1);
    if (file.u8() != 0) {
      throw Refusal.corrupt("PNG: unknown filter method");
    }
    interlaced = file.u8() != 0;
  }

  private void readAnimationControl() throws Refusal {
    require(8);
    if (frames >= 0) {
      frames = -1;
      return;
    }
    long count = file.u32be();
    frames = count == 0 || count > 0x80000000L ? frames : count;
  }

  private void readFrameControl() throws Refusal {
    require(26);
    nextInSequence(file.u32be());
    long frameWidth = file.u32be();
    long frameHeight = file.u32be();
    long left = file.u32be();
    long top = file.u32be();
    if (left + frameWidth > width || top + frameHeight > height) {
      throw Refusal.corrupt("APNG: a frame lies outside the image");
    }
    frame = new long[] {left, top, frameWidth, frameHeight};
  }

  private void readAnimationData() throws Refusal {
    require(4);
    nextInSequence(file.u32be());
  }

  private void nextInSequence(long number) throws Refusal {
    if (number != animationSequence + 1) {
      throw Refusal.corrupt("APNG: its frames are out of sequence");
    }
    animationSequence = number;
  }
}
