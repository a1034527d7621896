package io.residua.io.container;

import io.residua.io.image.QuarantineCode;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Hadoop's SequenceFile of Text or BytesWritable keys and BytesWritable values, each of which is an
 * image; neither compressed, nor compressed by value or by block.
 *
 * <p>Read without Hadoop's own reader: that one loads the classes a file names and allocates what
 * its lengths claim.
 */
public final class SequenceFileImages implements Container {

  private final RangeReader in;
  private final @Nullable ContainerDamage damage;
  private final @Nullable SequenceRecords records;
  private final long first;

  private SequenceFileImages(
      RangeReader in,
      @Nullable SequenceRecords records,
      long first,
      @Nullable ContainerDamage damage) {
    this.in = in;
    this.records = records;
    this.first = first;
    this.damage = damage;
  }

  /**
   * Reads the header.
   *
   * @param source closed by {@link #close}
   * @param columns none: nothing is beside an image
   * @param where named in messages
   * @throws IllegalArgumentException when it holds no images
   */
  public static SequenceFileImages open(
      Configuration conf, RangeSource source, List<String> columns, String where)
      throws IOException {
    requireNone(columns, where);
    return open(conf, new RangeReader(source), where);
  }

  private static SequenceFileImages open(Configuration conf, RangeReader in, String where)
      throws IOException {
    try {
      SequenceHeader header =
          SequenceHeader.read(new SequenceInput(in.stream(0, in.length())), where);
      String codec = header.codec();
      SequenceValues values =
          new SequenceValues(codec == null ? null : SequenceCodecs.of(conf, codec, where));
      SequenceRecords records =
          header.blocks()
              ? new SequenceBlocks(in, header, values)
              : new SequencePlainRecords(in, header, values);
      return new SequenceFileImages(in, records, header.end(), null);
    } catch (EOFException e) {
      return new SequenceFileImages(in, null, 0, ended(0));
    } catch (ContainerDamage e) {
      return new SequenceFileImages(in, null, 0, e);
    }
  }

  private static void requireNone(List<String> columns, String where) {
    if (!columns.isEmpty()) {
      throw new IllegalArgumentException(
          "[%s] columns: expected none of a SequenceFile, found %s asked for; leave out --columns, or extract the file apart"
              .formatted(where, String.join(", ", columns)));
    }
  }

  @Override
  public List<PassedColumn> columns() {
    return List.of();
  }

  @Override
  public void list(Members to) throws IOException {
    if (records == null) {
      to.image("(damaged)", 0, 0, DAMAGE);
      return;
    }
    SequenceRecords.Listing listing = new SequenceRecords.Listing(to);
    try {
      records.list(first, listing);
    } catch (SourceFailure e) {
      throw e;
    } catch (IOException e) {
      listing.damaged();
    }
  }

  @Override
  public Content read(long offset, int index, long maxBytes) throws IOException {
    if (records == null) {
      throw damage == null ? ended(0) : damage;
    }
    try {
      if (index == DAMAGE) {
        records.list(offset, SequenceRecords.Listing.toNobody());
        throw ContainerDamage.corrupt("SequenceFile: was found damaged from byte %d on", offset);
      }
      byte[] image = records.read(offset, index, maxBytes);
      if (image.length == 0) {
        throw new ContainerDamage(QuarantineCode.EMPTY, "no bytes");
      }
      return new Content(image, List.of());
    } catch (SourceFailure | ContainerDamage e) {
      throw e;
    } catch (EOFException e) {
      throw ended(offset);
    } catch (IOException e) {
      throw SequenceValues.undecodable(e);
    }
  }

  private static ContainerDamage ended(long at) {
    return ContainerDamage.truncated(
        "SequenceFile: expected all of what begins at byte %d, found it cut short", at);
  }

  @Override
  public void close() throws IOException {
    if (records != null) {
      records.close();
    }
    in.close();
  }
}
