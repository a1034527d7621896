package io.residua.io.lake;

import java.util.Objects;

/**
 * Where in a file of many images one is.
 *
 * @param format of the container
 * @param container its uri
 * @param offset where to begin: the container's format says in which unit
 * @param index of the image behind the offset, from 0
 */
public record Place(ContainerFormat format, String container, long offset, int index) {

  public Place {
    Objects.requireNonNull(format, "format");
    if (container.isEmpty() || offset < 0 || index < 0) {
      throw new IllegalArgumentException(
          "[%s] place: expected a container and numbers of at least 0, found %d and %d"
              .formatted(container, offset, index));
    }
  }
}
