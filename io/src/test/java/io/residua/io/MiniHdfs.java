package io.residua.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** An HDFS of this JVM's own, started by the first test that needs one. */
public final class MiniHdfs {

  private static final MiniHdfs SHARED = new MiniHdfs();

  private final MiniDFSCluster cluster;

  private MiniHdfs() {
    try {
      Path folder = Files.createTempDirectory("residua-hdfs");
      Configuration conf = new Configuration();
      conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
      cluster = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
      // The cluster's threads end with the JVM; its own shutdown complains of one that is under
      // way.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.fullyDelete(folder.toFile())));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client's configuration. */
  public static Configuration configuration() {
    return new Configuration(SHARED.cluster.getConfiguration(0));
  }

  /** A folder no other test knows, which does not exist yet. */
  public static String folder() {
    return SHARED.cluster.getURI() + "/" + UUID.randomUUID();
  }
}
