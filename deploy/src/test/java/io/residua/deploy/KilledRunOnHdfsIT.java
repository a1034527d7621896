package io.residua.deploy;

import io.residua.io.MiniHdfs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The name node and the data nodes are threads of this JVM; the driver is not. */
class KilledRunOnHdfsIT extends KilledRunContract {

  @Override
  Configuration configuration() {
    return MiniHdfs.configuration();
  }

  @Override
  String folder() {
    return MiniHdfs.folder();
  }

  @Override
  List<String> settings() {
    return List.of();
  }

  @Override
  Map<String, String> environment() {
    return Map.of();
  }

  @Override
  void leaveHalfAFile(String output) throws IOException {
    write(output + "/_residua/temp/shard-000014.parquet.dead", "half");
  }

  @Override
  List<String> remains(String output) throws IOException {
    return List.copyOf(names(output + "/_residua/temp"));
  }
}
