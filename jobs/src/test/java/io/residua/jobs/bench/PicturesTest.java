package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[] {1});
  }

  @Test
  void drawnPicturesAreGoneWhenTheyAreClosed() throws IOException {
    @Nullable Path temporary;
    try (Pictures pictures = Pictures.open(null)) {
      assertThat(pictures.files())
          .hasSize(60)
          .allSatisfy(file -> assertThat(file).isNotEmptyFile());
      temporary = pictures.newFolder("links-").getParent();
      assertThat(temporary).isNotEmptyDirectory();
    }
    assertThat(temporary).doesNotExist();
  }

  @Test
  void imagesOfAFolderAreTakenByTheirNames() throws IOException {
    Path first = file("a/1.JPG");
    Path second = file("b.webp");
    file("LABELS.tsv");
    file(".hidden.jpg");
    file("_temporary.png");
    try (Pictures pictures = Pictures.open(folder)) {
      assertThat(pictures.files()).containsExactly(first, second);
    }
  }

  @Test
  void whatLinksPointToStays() throws IOException {
    Path image = file("1.jpg");
    Path links;
    try (Pictures pictures = Pictures.open(folder)) {
      links = pictures.newFolder("links-");
      Files.createSymbolicLink(links.resolve("000000-1.jpg"), image);
      Files.createSymbolicLink(links.resolve("folder"), folder);
    }
    assertThat(links).doesNotExist();
    assertThat(image).exists();
  }

  @Test
  void aFolderWithoutImagesIsRefused() throws IOException {
    file("notes.txt");
    assertThatThrownBy(() -> Pictures.open(folder))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("expected a folder of images")
        .hasMessageContaining("leave it out for drawn pictures");
  }
}
