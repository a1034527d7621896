package io.residua.io.image;

import java.util.ArrayList;
import java.util.List;

/**
 * What the markers of a JPEG say before any pixel is made: its size, components, EXIF orientation,
 * number of scans, and whether the end marker is there. Segments are checked as Pillow 9.4's {@code
 * JpegImagePlugin} checks them.
 *
 * @param width columns as stored
 * @param height rows as stored
 * @param components 1, 3 or 4
 * @param multipleScans whether libjpeg reads the file to its end before the first row
 * @param scans scans up to the end marker
 * @param complete whether an end marker follows the scans
 * @param orientation EXIF orientation 1 to 8
 */
record JpegHeader(
    int width,
    int height,
    int components,
    boolean multipleScans,
    int scans,
    boolean complete,
    int orientation) {

  /**
   * Walks the markers of {@code file}.
   *
   * @param maxScans the walk ends when there are more
   * @throws Refusal when Pillow would refuse the header, or {@code TOO_MANY_SCANS}
   */
  static JpegHeader read(Bytes file, int maxScans) throws Refusal {
    return new Walk(file, maxScans).run();
  }

  private static final class Walk {
    private final Bytes file;
    private final int maxScans;
    private final List<Integer> iccSegments = new ArrayList<>();
    private int width;
    private int height;
    private int components;
    private boolean frameSeen;
    private boolean progressive;

    /** Whether libjpeg looks for restart markers, and drops what is no marker of its own. */
    private boolean restarts;

    private int firstScanComponents;
    private int scans;
    private boolean resolutionKnown;
    private boolean exifSeen;
    private int orientation = 1;

    Walk(Bytes file, int maxScans) {
      this.file = file;
      this.maxScans = maxScans;
    }

    JpegHeader run() throws Refusal {
      file.seek(2);
      readHeaderSegments();
      boolean complete = countScans();
      boolean multipleScans = progressive || firstScanComponents < components;
      return new JpegHeader(width, height, components, multipleScans, scans, complete, orientation);
    }

    /** Up to the first scan. */
    private void readHeaderSegments() throws Refusal {
      for (int marker = nextMarker(); ; marker = nextMarker()) {
        if (marker < 0xc0) {
          throw Refusal.corrupt(
              "JPEG marker: expected ffc0 to fffe, found ff%02x".formatted(marker));
        }
        if (marker >= 0xd0 && marker <= 0xd9) {
          continue;
        }
        if (marker == 0xc8 || (marker >= 0xf0 && marker <= 0xfd)) {
          continue;
        }
        int payload = Math.max(file.u16be() - 2, 0);
        int next = file.position() + payload;
        file.at(file.position()).skip(payload);
        readSegment(marker, payload);
        file.seek(next);
        if (marker == 0xda) {
          return;
        }
      }
    }

    /** Skips what is not a marker, as Pillow does between segments. */
    private int nextMarker() throws Refusal {
      while (true) {
        file.seekByte(0xff);
        int marker = file.u8();
        while (marker == 0xff) {
          marker = file.u8();
        }
        if (marker != 0) {
          return marker;
        }
      }
    }

    private void readSegment(int marker, int payload) throws Refusal {
      switch (marker) {
        case 0xc4, 0xcc, 0xdc, 0xdf, 0xfe -> {}
        case 0xdd -> restarts = payload == 2 && file.u16be() != 0;
        case 0xda -> readScanHeader();
        case 0xdb -> checkQuantization(payload);
        default -> {
          if (marker >= 0xe0 && marker <= 0xef) {
            readApplication(marker, payload);
          } else if (marker <= 0xcf || marker == 0xde) {
            readFrame(marker, payload);
          }
        }
      }
    }

    private void readScanHeader() throws Refusal {
      if (!frameSeen) {
        throw Refusal.corrupt("JPEG: expected a frame header before the first scan, found none");
      }
      firstScanComponents = file.u8();
      scans = 1;
    }

    private void readFrame(int marker, int payload) throws Refusal {
      if (payload < 6) {
        throw Refusal.corrupt("JPEG frame header: expected 6 bytes or more, found " + payload);
      }
      int bits = file.u8();
      height = file.u16be();
      width = file.u16be();
      components = file.u8();
      if (bits != 8) {
        throw Refusal.unsupported("JPEG: expected 8 bits a sample, found " + bits);
      }
      if (components != 1 && components != 3 && components != 4) {
        throw Refusal.unsupported("JPEG: expected 1, 3 or 4 components, found " + components);
      }
      if ((payload - 6) % 3 != 0) {
        throw Refusal.corrupt("JPEG frame header: its length does not fit its components");
      }
      if (iccSegments.stream().anyMatch(length -> length < 14)) {
        throw Refusal.corrupt("JPEG: colour profile segment shorter than its own header");
      }
      iccSegments.clear();
      frameSeen = true;
      progressive = marker == 0xc2 || marker == 0xc6 || marker == 0xca || marker == 0xce;
    }

    private void checkQuantization(int payload) throws Refusal {
      for (int left = payload; left > 0; ) {
        int table = 1 + (file.u8() >> 4 == 0 ? 64 : 128);
        if (left < table) {
          throw Refusal.corrupt(
              "JPEG quantization table: expected %d bytes, found %d".formatted(table, left));
        }
        file.skip(table - 1);
        left -= table;
      }
    }

    private void readApplication(int marker, int payload) throws Refusal {
      int at = file.position();
      if (marker == 0xe0 && startsWith("JFIF", payload)) {
        requireLength("JFIF", 7, payload);
        resolutionKnown |= payload >= 12 && file.peek(at + 7) == 1;
      } else if (marker == 0xe1 && startsWith("Exif\0", payload) && !exifSeen) {
        exifSeen = true;
        readExif(payload);
      } else if (marker == 0xe2 && startsWith("ICC_PROFILE\0", payload)) {
        iccSegments.add(payload);
      } else if (marker == 0xee && startsWith("Adobe", payload)) {
        requireLength("Adobe", 7, payload);
      }
    }

    private boolean startsWith(String text, int payload) {
      return payload >= text.length() && file.has(file.position(), text);
    }

    private static void requireLength(String name, int expected, int found) throws Refusal {
      if (found < expected) {
        throw Refusal.corrupt(
            "JPEG %s segment: expected %d bytes or more, found %d"
                .formatted(name, expected, found));
      }
    }

    /**
     * Pillow reads EXIF while it walks the segments unless JFIF has told the resolution already,
     * and forgives a broken header only there.
     */
    private void readExif(int payload) throws Refusal {
      int skip = startsWith("Exif\0\0", payload) ? 6 : 0;
      Bytes block = file.at(file.position() + skip).slice(payload - skip);
      try {
        orientation = block.length() == 0 ? 1 : TiffDirectory.read(block).orientation();
      } catch (Refusal notTiff) {
        if (resolutionKnown || block.length() < 8) {
          throw notTiff;
        }
      }
    }

    /** What libjpeg refuses between and behind the scans, when it has made its rows already. */
    private void checkLaterSegment(int marker, int payload) throws Refusal {
      switch (marker) {
        case 0xda -> {
          if (!multipleScans()) {
            throw Refusal.corrupt("JPEG: expected the end after its one scan, found another scan");
          }
          if (++scans > maxScans) {
            throw new Refusal(
                QuarantineCode.TOO_MANY_SCANS,
                "JPEG scans: expected at most %d, found more".formatted(maxScans));
          }
        }
        case 0xdb -> checkQuantization(payload);
        case 0xdd -> {
          if (payload != 2) {
            throw Refusal.corrupt("JPEG restart interval: expected 2 bytes, found " + payload);
          }
        }
        default -> {}
      }
    }

    /** Tables, scans, applications' segments, comments and numbers of lines; no second frame. */
    private static void requireKnownMarker(int marker) throws Refusal {
      boolean known =
          switch (marker) {
            case 0xc4, 0xcc, 0xda, 0xdb, 0xdc, 0xdd, 0xfe -> true;
            default -> marker >= 0xe0 && marker <= 0xef;
          };
      if (!known) {
        throw Refusal.corrupt(
            "JPEG: expected tables, a scan or the end behind a scan, found marker ff%02x"
                .formatted(marker));
      }
    }

    private boolean multipleScans() {
      return progressive || firstScanComponents < components;
    }

    /** From the first scan's data on; false when the file ends before the end marker. */
    private boolean countScans() throws Refusal {
      try {
        while (true) {
          int marker = nextMarker();
          if (marker == 0xd9) {
            return true;
          }
          boolean dropped = restarts && marker < 0xc0;
          if ((marker >= 0xd0 && marker <= 0xd7) || marker == 0x01 || dropped) {
            continue;
          }
          requireKnownMarker(marker);
          int payload = Math.max(file.u16be() - 2, 0);
          int next = file.position() + payload;
          file.at(file.position()).skip(payload);
          checkLaterSegment(marker, payload);
          file.seek(next);
        }
      } catch (Refusal end) {
        if (end.code() == QuarantineCode.TRUNCATED) {
          return false;
        }
        throw end;
      }
    }
  }
}
