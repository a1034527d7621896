package io.residua.io.container;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open file of many images. For one thread; whoever opened it closes it. Never executes, nor
 * loads a class for, what the file says.
 */
public interface Container extends AutoCloseable {

  /**
   * The index of what stands for the images that cannot be told apart because the file is damaged
   * from some offset on: listed once, and never read.
   */
  int DAMAGE = Integer.MAX_VALUE;

  /** Longest value of a passed-through column, in bytes. */
  int MOST_VALUE_BYTES = 1 << 20;

  /**
   * Tells of every image in it, in the order of the file. What is damaged ends the listing with an
   * image of the index {@link #DAMAGE}.
   *
   * @throws IllegalArgumentException when it is not what the caller asked for
   */
  void list(Members to) throws IOException;

  /**
   * The columns asked for, in the order asked; null when the file is too damaged to tell.
   *
   * @throws IllegalArgumentException when it lacks one, or one cannot be passed through
   */
  @Nullable List<PassedColumn> columns() throws IOException;

  /** The columns of a table in use, its images' first; empty where it is none or too damaged. */
  default List<TableField> fields() {
    return List.of();
  }

  /**
   * Reads one image. Cheapest in ascending order.
   *
   * @param offset as listed
   * @param index as listed
   * @param maxBytes longest image
   * @throws ContainerDamage when there is none to be had
   */
  Content read(long offset, int index, long maxBytes) throws IOException;

  @Override
  void close() throws IOException;

  /** Takes what a container holds. */
  interface Members {

    /**
     * Whether the row at this offset is wanted; asked of tables only, whose other rows are passed
     * over unread.
     */
    default boolean wants(long offset) {
      return true;
    }

    /**
     * An image.
     *
     * @param name within the container
     * @param length bytes, or an estimate of them
     * @param offset where the container is to begin
     * @param index of the image behind the offset
     */
    void image(String name, long length, long offset, int index);

    /** A member whose name begins with . or _. */
    void hidden();

    /** A member that is no regular file: a folder, a link, a sparse file. */
    void special();
  }

  /**
   * One image.
   *
   * @param bytes belongs to whoever took it
   * @param values of the passed-through columns, in order: each of its column's {@link
   *     PassedType#javaType}, or null
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Content(byte[] bytes, List<@Nullable Object> values) {}
}
