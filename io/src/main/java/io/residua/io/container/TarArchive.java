package io.residua.io.container;

import static io.residua.io.container.Container.DAMAGE;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive in the convention of WebDataset: consecutive members of one key are one sample. Its
 * images are read where they are.
 */
public final class TarArchive implements Container {

  private final RangeReader in;
  private final TarHeaders headers;
  private final List<PassedColumn> columns;
  private @Nullable TarSample sample;

  /**
   * @param source closed by {@link #close}
   * @param columns extensions of sidecars whose text is wanted
   */
  public TarArchive(RangeSource source, List<String> columns) {
    this.in = new RangeReader(source);
    this.headers = new TarHeaders(in);
    this.columns = columns.stream().map(name -> new PassedColumn(name, PassedType.STRING)).toList();
  }

  @Override
  public List<PassedColumn> columns() {
    return columns;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An image whose bytes are cut short is listed under its own name and is found truncated when
   * it is read. What follows a damaged header, or the end of an archive without its end mark, is
   * listed as one image, so that every run says that something is missing.
   */
  @Override
  public void list(Members to) throws IOException {
    long at = 0;
    try {
      TarSample.Listing samples = new TarSample.Listing();
      for (TarMember member = headers.read(0); member != null; member = headers.read(at)) {
        samples.add(member);
        tell(member, samples, to);
        at = member.next();
        boolean cut = !in.holds(member.dataAt(), member.size());
        if (cut && member.regular() && member.image() && !member.hidden()) {
          return;
        }
      }
    } catch (ContainerDamage damage) {
      to.image("(damaged at byte %d)".formatted(at), 0, at, DAMAGE);
    }
  }

  private static void tell(TarMember member, TarSample.Listing samples, Members to) {
    if (!member.regular()) {
      to.special();
    } else if (member.hidden()) {
      to.hidden();
    } else if (member.image()) {
      to.image(member.name(), member.size(), samples.offset(), samples.index());
    }
  }

  @Override
  public Content read(long offset, int index, long maxBytes) throws IOException {
    if (index == DAMAGE) {
      headers.read(offset);
      throw ContainerDamage.corrupt("tar archive: was found damaged at byte %d", offset);
    }
    TarSample current = sample;
    if (current == null || current.offset() != offset) {
      current = new TarSample(in, headers, offset, columns);
      sample = current;
    }
    return current.read(index, maxBytes);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
