package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

  @TempDir Path cache;

  @Test
  void itLoadsOnceAndForAll() {
    assertThatCode(NativeLibrary::load).doesNotThrowAnyException();
    assertThatCode(NativeLibrary::load).doesNotThrowAnyException();
  }

  @Test
  void aMissingLibraryIsToBeInstalled() {
    String found =
        "/c/libdnnl.so.3: libgomp.so.1: cannot open shared object file: No such file or directory";
    assertThat(NativeLibrary.remedy(found, cache)).startsWith("install libgomp.so.1 (libgomp1 ");
  }

  @Test
  void anOldSystemIsToBeReplaced() {
    String found = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found";
    assertThat(NativeLibrary.remedy(found, cache)).contains("glibc 2.34", "Ubuntu 22.04");
  }

  @Test
  void aFolderThatNothingIsExecutedFromIsNamed() {
    assertThat(NativeLibrary.remedy("x.so: failed to map segment from shared object", cache))
        .startsWith(cache + " is mounted noexec: name a folder")
        .contains("-Dorg.bytedeco.javacpp.cachedir=");
    assertThat(NativeLibrary.remedy("no jnidnnl in java.library.path", null))
        .startsWith("name a folder that can be written");
  }

  @Test
  void aBrokenCopyIsToBeRemoved() {
    assertThat(NativeLibrary.remedy("libdnnl.so.3: invalid ELF header", cache))
        .startsWith("remove " + cache);
  }
}
