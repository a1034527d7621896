package io.residua.io.image;

import org.jspecify.annotations.Nullable;

/**
 * Whether the Huffman-coded data of a JPEG of one sequential scan is all there when its end marker
 * is not. libjpeg, reading from a source that can run dry, gives up where it wants to refill its
 * bits and no byte is left; Pillow then calls the file truncated. This walks the codes as libjpeg's
 * jdhuff.c does, without making pixels.
 */
final class JpegEntropy {
  private static final class Component {
    int id;
    int blocks;
    int dcTable;
    int acTable;
  }

  private final Bytes file;
  private final JpegBits bits;
  private final JpegBits.@Nullable Table[] tables = new JpegBits.Table[8];
  private Component[] frame = new Component[0];
  private Component[] scan = new Component[0];
  private int width;
  private int height;
  private int maxHorizontal = 1;
  private int maxVertical = 1;
  private int restartInterval;
  private boolean sequentialHuffman;

  private JpegEntropy(Bytes file) {
    this.file = file;
    this.bits = new JpegBits(file);
  }

  /** Whether every block of the scan can be decoded from the bytes there are. */
  static boolean complete(Bytes file) {
    try {
      JpegEntropy entropy = new JpegEntropy(file.at(2));
      entropy.readTables();
      return entropy.sequentialHuffman && entropy.walk();
    } catch (Refusal ranDry) {
      return false;
    }
  }

  private void readTables() throws Refusal {
    while (true) {
      file.seekByte(0xff);
      int type = file.u8();
      if (type < 0xc0 || (type >= 0xd0 && type <= 0xd9) || type == 0xff) {
        file.seek(file.position() - (type == 0xff ? 1 : 0));
        continue;
      }
      int end = file.position() + Math.max(file.u16be(), 2);
      switch (type) {
        case 0xc0, 0xc1 -> readFrame();
        case 0xc4 -> readHuffman(end);
        case 0xdd -> restartInterval = file.u16be();
        case 0xda -> {
          readScan();
          file.seek(end);
          return;
        }
        default -> {}
      }
      file.seek(end);
    }
  }

  private void readFrame() throws Refusal {
    sequentialHuffman = true;
    file.skip(1);
    height = file.u16be();
    width = file.u16be();
    frame = new Component[file.u8()];
    for (int i = 0; i < frame.length; i++) {
      Component component = new Component();
      component.id = file.u8();
      int sampling = file.u8();
      file.skip(1);
      component.blocks = (sampling >> 4) * (sampling & 15);
      maxHorizontal = Math.max(maxHorizontal, sampling >> 4);
      maxVertical = Math.max(maxVertical, sampling & 15);
      frame[i] = component;
    }
  }

  private void readHuffman(int end) throws Refusal {
    while (file.position() < end) {
      int index = file.u8();
      tables[((index >> 2) & 4) | (index & 3)] = JpegBits.Table.read(file);
    }
  }

  private void readScan() throws Refusal {
    scan = new Component[file.u8()];
    for (int i = 0; i < scan.length; i++) {
      int id = file.u8();
      int tableIndices = file.u8();
      for (Component component : frame) {
        if (component.id == id) {
          component.dcTable = (tableIndices >> 4) & 3;
          component.acTable = 4 | (tableIndices & 3);
          scan[i] = component;
        }
      }
      if (scan[i] == null) {
        throw Refusal.corrupt("JPEG scan: a component that is not in the frame");
      }
    }
  }

  private boolean walk() throws Refusal {
    boolean single = scan.length == 1;
    int columns = single ? 8 : 8 * maxHorizontal;
    int rows = single ? 8 : 8 * maxVertical;
    long units = (long) ((width + columns - 1) / columns) * ((height + rows - 1) / rows);
    long untilRestart = restartInterval;
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && untilRestart-- == 0) {
        bits.restart();
        untilRestart = restartInterval - 1L;
      }
      for (Component component : scan) {
        for (int block = single ? component.blocks - 1 : 0; block < component.blocks; block++) {
          readBlock(component);
        }
      }
    }
    return true;
  }

  private void readBlock(Component component) throws Refusal {
    if (bits.starved()) {
      return;
    }
    bits.skip(bits.symbol(tables[component.dcTable]) & 15);
    for (int k = 1; k < 64; k++) {
      int symbol = bits.symbol(tables[component.acTable]);
      int run = symbol >> 4;
      if ((symbol & 15) != 0) {
        k += run;
        bits.skip(symbol & 15);
      } else if (run != 15) {
        return;
      } else {
        k += 15;
      }
    }
  }
}
