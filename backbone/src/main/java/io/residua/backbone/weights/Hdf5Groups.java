package io.residua.backbone.weights;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Members of a group, in both ways HDF5 keeps them. Only hard links are members: soft and external
 * ones are never followed, whatever they point at.
 */
final class Hdf5Groups {
  private static final int MOST_LINKS = 100_000;
  private static final int MOST_TREE_DEPTH = 8;
  private static final int MOST_HEAP_ROWS = 64;
  private static final int MOST_HEAP_WIDTH = 64;
  private static final long UNDEFINED = -1;

  // Offsets in headers, with addresses and lengths of 8 bytes: HDF5 File Format Specification 3.0,
  // III.A.2 (version 2 B-trees) and III.G (fractal heaps).
  private static final int TREE_DEPTH_AT = 12;
  private static final int TREE_RECORDS_AT = 26;
  private static final int TREE_HEADER_BYTES = 38;
  private static final int HEAP_WIDTH_AT = 110;
  private static final int HEAP_ROWS_AT = 140;
  private static final int HEAP_HEADER_BYTES = 146;

  private final String file;
  private final Hdf5Storage storage;

  Hdf5Groups(String file, Hdf5Storage storage) {
    this.file = file;
    this.storage = storage;
  }

  /**
   * A member of a group.
   *
   * @param name within the group
   * @param address of its header
   */
  record Member(String name, long address) {}

  /** What is in the group with this header; empty where it is no group. */
  List<Member> of(ObjectHeader header) {
    if (header.hasMessageOfType(SymbolTableMessage.class)) {
      return old(header.getMessageOfType(SymbolTableMessage.class));
    }
    List<Member> members = new ArrayList<>();
    for (LinkMessage link : links(header)) {
      if (link.getLinkType() == LinkMessage.LinkType.HARD) {
        members.add(new Member(link.getLinkName(), link.getHardLinkAddress()));
      }
    }
    return members;
  }

  private List<Member> old(SymbolTableMessage table) {
    ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
    List<Member> members = new ArrayList<>();
    for (long node :
        BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
      for (SymbolTableEntry entry :
          new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
        if (entry.getCacheType() != 2) {
          members.add(
              new Member(name(names, entry.getLinkNameOffset()), entry.getObjectHeaderAddress()));
        }
      }
    }
    return members;
  }

  private List<LinkMessage> links(ObjectHeader header) {
    if (!header.hasMessageOfType(LinkInfoMessage.class)) {
      return header.getMessagesOfType(LinkMessage.class);
    }
    LinkInfoMessage info = header.getMessageOfType(LinkInfoMessage.class);
    if (info.getBTreeNameIndexAddress() == UNDEFINED) {
      return header.getMessagesOfType(LinkMessage.class);
    }
    checkTree(info.getBTreeNameIndexAddress());
    checkHeap(info.getFractalHeapAddress());
    FractalHeap heap = new FractalHeap(storage, info.getFractalHeapAddress());
    List<LinkMessage> links = new ArrayList<>();
    for (LinkNameForIndexedGroupRecord link :
        new BTreeV2<LinkNameForIndexedGroupRecord>(storage, info.getBTreeNameIndexAddress())
            .getRecords()) {
      links.add(LinkMessage.fromBuffer(heap.getId(link.getId()), storage.getSuperblock()));
    }
    return links;
  }

  /** jhdf makes a list as long as the header says. */
  private void checkTree(long address) {
    ByteBuffer header = storage.map(address, TREE_HEADER_BYTES);
    long records = header.getLong(TREE_RECORDS_AT);
    if (records < 0 || records > MOST_LINKS) {
      throw fault("at most %d members in a group".formatted(MOST_LINKS), records);
    }
    int depth = Short.toUnsignedInt(header.getShort(TREE_DEPTH_AT));
    if (depth > MOST_TREE_DEPTH) {
      throw fault("trees of at most %d levels".formatted(MOST_TREE_DEPTH), depth);
    }
  }

  /** jhdf multiplies these as 32-bit numbers. */
  private void checkHeap(long address) {
    ByteBuffer header = storage.map(address, HEAP_HEADER_BYTES);
    int width = Short.toUnsignedInt(header.getShort(HEAP_WIDTH_AT));
    int rows = Short.toUnsignedInt(header.getShort(HEAP_ROWS_AT));
    if (width > MOST_HEAP_WIDTH || rows > MOST_HEAP_ROWS) {
      throw fault(
          "heaps of at most %d x %d blocks".formatted(MOST_HEAP_ROWS, MOST_HEAP_WIDTH),
          rows + " x " + width);
    }
  }

  private String name(ByteBuffer names, int offset) {
    int end = offset;
    while (end < names.limit() && names.get(end) != 0) {
      end++;
    }
    byte[] name = new byte[end - offset];
    names.get(offset, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private WeightsException fault(String expected, Object found) {
    return new WeightsException(
        file, "expected %s, found %s; this is no file of weights".formatted(expected, found));
  }
}
