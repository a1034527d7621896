package io.residua.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
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
      Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.shutdown(true)));
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
    return SHARED.cluster.getURI() + "/" + java.util.UUID.randomUUID();
  }
}
