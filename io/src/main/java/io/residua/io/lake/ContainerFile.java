package io.residua.io.lake;

import io.residua.io.container.Container;
import io.residua.io.container.PassedColumn;
import io.residua.io.container.TableField;
import java.io.IOException;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An open container whose images have names and places. For one thread; whoever opened it closes
 * it.
 */
public final class ContainerFile implements AutoCloseable {

  /** Takes what a container holds. */
  public interface Found {

    /**
     * An image.
     *
     * @param name within the container, for globs
     */
    void image(LakeImage image, String name);

    /** A member whose name begins with . or _. */
    void hidden();

    /** A member that is no regular file. */
    void special();
  }

  private final ContainerFormat format;
  private final LakeImage file;
  private final Container container;

  ContainerFile(ContainerFormat format, LakeImage file, Container container) {
    this.format = format;
    this.file = file;
    this.container = container;
  }

  /** The file as it was when it was opened. */
  LakeImage file() {
    return file;
  }

  /**
   * Tells of every image, in the order of the file. What cannot be read because the file is damaged
   * is one image more, which ends in quarantine.
   *
   * @throws IllegalArgumentException when it holds none as asked
   */
  public void list(Found to) throws IOException {
    container.list(new Placing(to, row -> true));
  }

  /**
   * Tells of these rows of a table only.
   *
   * @throws IllegalArgumentException when it holds none as asked
   * @throws IOException when it ends before the last of them without being damaged
   */
  void list(TableRows rows, Found to) throws IOException {
    Placing placing = new Placing(to, rows);
    container.list(placing);
    if (!placing.damaged) {
      rows.requireAllMet();
    }
  }

  /** The columns of a table in use, its images' first; empty where it is none or too damaged. */
  List<TableField> fields() {
    return container.fields();
  }

  /**
   * The columns asked for, in the order asked; null when the file is too damaged to tell.
   *
   * @see PassedColumn#requireSame
   */
  public @Nullable List<PassedColumn> columns() throws IOException {
    return container.columns();
  }

  Container.Content read(Place place, long maxBytes) throws IOException {
    return container.read(place.offset(), place.index(), maxBytes);
  }

  @Override
  public void close() throws IOException {
    container.close();
  }

  private final class Placing implements Container.Members {

    private final Found to;
    private final LongPredicate wanted;
    private boolean damaged;

    Placing(Found to, LongPredicate wanted) {
      this.to = to;
      this.wanted = wanted;
    }

    @Override
    public boolean wants(long offset) {
      return wanted.test(offset);
    }

    @Override
    public void image(String name, long length, long offset, int index) {
      damaged |= index == Container.DAMAGE;
      Place place = new Place(format, file.uri(), offset, index);
      String uri = file.uri() + "!/" + name;
      to.image(new LakeImage(uri, length, file.modifiedMillis(), file.etag(), place), name);
    }

    @Override
    public void hidden() {
      to.hidden();
    }

    @Override
    public void special() {
      to.special();
    }
  }
}
