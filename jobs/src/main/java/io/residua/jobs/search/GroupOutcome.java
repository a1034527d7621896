package io.residua.jobs.search;

import io.residua.io.ledger.OutputFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task made of a group.
 *
 * @param group its number
 * @param files placed: graph, signatures, uris
 * @param truth cosines of the truly nearest of the group
 * @param efforts what those of the ladder found, from the cheapest on
 */
record GroupOutcome(
    int group, List<OutputFile> files, NearestCosines truth, List<GroupMeasure.Found> efforts) {

  GroupOutcome {
    files = List.copyOf(files);
    efforts = List.copyOf(efforts);
  }

  /** What this effort found, or the greatest that was tried. */
  GroupMeasure.Found effort(int step) {
    return efforts.get(Math.min(step, efforts.size() - 1));
  }

  /** This as bytes: records do not survive Kryo. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(group);
    out.writeInt(truth.queries());
    out.writeInt(files.size());
    for (OutputFile file : files) {
      out.writeUTF(file.path());
      out.writeLong(file.bytes());
      out.writeUTF(file.sha256());
    }
    truth.write(out);
    out.writeInt(efforts.size());
    for (GroupMeasure.Found effort : efforts) {
      effort.found().write(out);
      out.writeLong(effort.nanos());
    }
    return bytes.toByteArray();
  }

  static GroupOutcome fromBytes(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int group = in.readInt();
    int queries = in.readInt();
    List<OutputFile> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(new OutputFile(in.readUTF(), in.readLong(), in.readUTF()));
    }
    NearestCosines truth = NearestCosines.read(in, queries);
    List<GroupMeasure.Found> efforts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      efforts.add(new GroupMeasure.Found(NearestCosines.read(in, queries), in.readLong()));
    }
    return new GroupOutcome(group, files, truth, efforts);
  }
}
