package io.residua.io.lake;

import io.residua.io.container.Container;
import io.residua.io.container.ContainerDamage;
import io.residua.io.container.PassedColumn;
import io.residua.io.container.SourceFailure;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched.Content;
import io.residua.io.lake.Fetched.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads planned images within containers. The container of the last one stays open for the next; a
 * plan's order is that of its uris, so no other is needed again. For one thread at a time; whoever
 * made it closes it.
 */
final class ContainerReader implements AutoCloseable {

  private final Configuration conf;
  private final ReadAhead settings;
  private final ImageReader attempts;
  private final InputForm form;
  private final List<PassedColumn> columns;
  private @Nullable ContainerFile open;

  /**
   * @param columns of the form, as planned
   */
  ContainerReader(
      Configuration conf, ReadAhead settings, InputForm form, List<PassedColumn> columns) {
    this.conf = conf;
    this.settings = settings;
    this.attempts = new ImageReader(conf, settings);
    this.form = form;
    this.columns = List.copyOf(columns);
  }

  /** Its bytes and the values beside them, or why there are none. */
  Fetched read(LakeImage planned) throws InterruptedException {
    return attempts.attempts(planned, start -> once(planned, start));
  }

  private Fetched once(LakeImage planned, long start) throws IOException {
    try {
      return take(planned, start);
    } catch (ContainerDamage e) {
      return new Refused(planned, e.code(), e.detail(), System.nanoTime() - start);
    } catch (SourceFailure e) {
      close();
      throw e.reason();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Fetched take(LakeImage planned, long start) throws IOException {
    Place place = Objects.requireNonNull(planned.place(), "place");
    ContainerFile file = container(place);
    if (!same(planned, file.file())) {
      return changed(planned, file.file(), start);
    }
    List<PassedColumn> found = file.columns();
    if (found != null && !found.equals(columns)) {
      String detail = "columns " + found + "; planned " + columns;
      return new Refused(
          planned, QuarantineCode.CHANGED_SINCE_PLAN, detail, System.nanoTime() - start);
    }
    Container.Content content = file.read(place, settings.maxBytes());
    LakeImage now = LakeFile.of(conf, place.container()).now();
    if (!now.equals(file.file())) {
      close();
      return changed(planned, now, start);
    }
    String sha256 = HexFormat.of().formatHex(ImageReader.sha256().digest(content.bytes()));
    return new Content(
        planned,
        ByteBuffer.wrap(content.bytes()),
        sha256,
        content.values(),
        System.nanoTime() - start);
  }

  private ContainerFile container(Place place) throws IOException {
    ContainerFile last = open;
    if (last != null && last.file().uri().equals(place.container())) {
      return last;
    }
    close();
    LakeImage now = LakeFile.of(conf, place.container()).now();
    ContainerFile opened = Containers.open(conf, place.format(), now, form);
    open = opened;
    return opened;
  }

  private static boolean same(LakeImage planned, LakeImage container) {
    return planned.modifiedMillis() == container.modifiedMillis()
        && planned.etag().equals(container.etag());
  }

  private static Refused changed(LakeImage planned, LakeImage now, long start) {
    String detail =
        "its container was modified at %d ms; planned %d"
            .formatted(now.modifiedMillis(), planned.modifiedMillis());
    return new Refused(
        planned, QuarantineCode.CHANGED_SINCE_PLAN, detail, System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      ContainerFile last = open;
      open = null;
      last.close();
    }
  }
}
