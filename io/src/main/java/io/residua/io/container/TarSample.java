package io.residua.io.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One sample of an archive: consecutive members of one key, at most {@link #MOST_MEMBERS}, behind
 * which the next one begins. Goes over the archive once, forwards, unless it holds several images.
 */
final class TarSample {

  /** Bounds what a member costs to find, where a whole archive has one key. */
  static final int MOST_MEMBERS = 1_024;

  /** Numbers members by sample, as listing does. */
  static final class Listing {
    private @Nullable String key;
    private long offset;
    private int index;

    void add(TarMember member) {
      if (member.key().equals(key) && index + 1 < MOST_MEMBERS) {
        index++;
      } else {
        key = member.key();
        offset = member.headerAt();
        index = 0;
      }
    }

    /** Of the sample. */
    long offset() {
      return offset;
    }

    /** Of the last member within its sample. */
    int index() {
      return index;
    }
  }

  private final RangeReader in;
  private final TarHeaders headers;
  private final long offset;
  private final List<PassedColumn> columns;
  private final List<TarMember> members = new ArrayList<>();
  private final List<@Nullable Object> values;
  private @Nullable ContainerDamage unusable;
  private boolean ended;

  TarSample(RangeReader in, TarHeaders headers, long offset, List<PassedColumn> columns) {
    this.in = in;
    this.headers = headers;
    this.offset = offset;
    this.columns = columns;
    this.values = new ArrayList<>(Collections.nCopies(columns.size(), null));
  }

  long offset() {
    return offset;
  }

  /** A member's bytes and its sample's sidecars. */
  Container.Content read(int index, long maxBytes) throws IOException {
    while (members.size() <= index && advance()) {}
    if (members.size() <= index || !members.get(index).regular()) {
      throw ContainerDamage.corrupt(
          "tar archive: expected member %d of the sample at byte %d, found none", index, offset);
    }
    byte[] bytes = bytes(members.get(index), "", maxBytes);
    while (!columns.isEmpty() && advance()) {}
    if (unusable != null) {
      throw unusable;
    }
    return new Container.Content(bytes, Collections.unmodifiableList(new ArrayList<>(values)));
  }

  /** Goes on by one member; false behind the last. */
  private boolean advance() throws IOException {
    if (ended || members.size() == MOST_MEMBERS) {
      return false;
    }
    TarMember next = next();
    if (next == null || (!members.isEmpty() && !next.key().equals(members.get(0).key()))) {
      ended = true;
      return false;
    }
    members.add(next);
    sidecar(next);
    return true;
  }

  /** Damage behind a whole image is no damage of that image. */
  private @Nullable TarMember next() throws IOException {
    if (members.isEmpty()) {
      return headers.read(offset);
    }
    try {
      return headers.read(members.get(members.size() - 1).next());
    } catch (ContainerDamage damage) {
      return null;
    }
  }

  private void sidecar(TarMember member) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name().toLowerCase(Locale.ROOT);
      if (member.regular() && values.get(i) == null && member.extension().equals(name)) {
        try {
          byte[] text = bytes(member, "sidecar " + name + ": ", Container.MOST_VALUE_BYTES);
          values.set(i, new String(text, StandardCharsets.UTF_8));
        } catch (ContainerDamage damage) {
          unusable = damage;
        }
      }
    }
  }

  private byte[] bytes(TarMember member, String what, long maxBytes) throws IOException {
    if (!in.holds(member.dataAt(), member.size())) {
      throw ContainerDamage.truncated(
          "%s%d bytes from byte %d of the archive, which ends at %d",
          what, member.size(), member.dataAt(), in.length());
    }
    if (member.size() > maxBytes) {
      throw ContainerDamage.tooLong(what, member.size(), maxBytes);
    }
    return in.bytes(member.dataAt(), (int) member.size());
  }
}
