package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UriTableTest {

  @TempDir Path folder;

  @Test
  void findsUrisByTheirBytes() throws Exception {
    // U+FF5E is before U+1F600 in UTF-8, and behind it in UTF-16.
    List<String> uris = List.of("file:/a", "file:/a b", "file:/größe", "file:/\uff5e", "file:/😀");
    Path file = folder.resolve("uris");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      UriTable.write(uris.stream().map(uri -> uri.getBytes(StandardCharsets.UTF_8)).toList(), out);
    }
    UriTable table = new UriTable(file, uris.size());
    for (int row = 0; row < uris.size(); row++) {
      assertThat(table.uri(row)).isEqualTo(uris.get(row));
      assertThat(table.row(uris.get(row))).hasValue(row);
    }
    assertThat(table.row("file:/")).isEmpty();
    assertThat(table.row("file:/b")).isEmpty();
    assertThat(table.row("z")).isEmpty();
  }
}
