package io.residua.io;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server in a JVM of its own, S3Proxy with its files in memory, started by the first test.
 */
public final class LocalS3 {

  private static final String KEY = "local-identity";
  private static final String SECRET = "local-credential";
  private static final String BUCKET = "lake";
  private static final LocalS3 SHARED = new LocalS3();

  private final int port;

  private LocalS3() {
    try {
      port = freePort();
      Process server = start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
      await(server, port);
      try (S3Client client = client()) {
        client.createBucket(request -> request.bucket(BUCKET));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client's configuration. */
  public static Configuration configuration() {
    return configuration(SHARED.port);
  }

  /** A configuration of a client that speaks to another port. */
  static Configuration configuration(int port) {
    Configuration conf = new Configuration();
    conf.set("fs.s3a.endpoint", endpoint(port));
    conf.set("fs.s3a.endpoint.region", "us-east-1");
    conf.set("fs.s3a.path.style.access", "true");
    conf.set("fs.s3a.access.key", KEY);
    conf.set("fs.s3a.secret.key", SECRET);
    return conf;
  }

  /** What of it says where the server is. */
  public static List<String> settings() {
    return List.of("fs.s3a.endpoint", "fs.s3a.endpoint.region", "fs.s3a.path.style.access");
  }

  static int port() {
    return SHARED.port;
  }

  /** An address of this machine. */
  private static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** The bucket of all tests. */
  public static String bucket() {
    return BUCKET;
  }

  /** A folder no other test knows, which does not exist yet. */
  public static String folder() {
    return "s3a://" + BUCKET + "/" + UUID.randomUUID();
  }

  private Process start() throws IOException {
    Path jars = Path.of(System.getProperty("residua.s3proxy.jars"));
    Path properties = Files.createTempFile("s3proxy", ".properties");
    properties.toFile().deleteOnExit();
    Files.writeString(
        properties,
        """
        s3proxy.authorization=none
        s3proxy.endpoint=%s
        jclouds.provider=transient-nio2
        jclouds.identity=none
        jclouds.credential=none
        """
            .formatted(endpoint(port)));
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx512m",
            "-cp",
            jars + File.separator + "*",
            "org.gaul.s3proxy.Main",
            "--properties",
            properties.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void await(Process server, int port) throws IOException, InterruptedException {
    while (server.isAlive()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (ConnectException e) {
        Thread.sleep(100);
      }
    }
    throw new IOException("[s3proxy] ended with " + server.exitValue());
  }

  /** A client without Hadoop. */
  public static S3Client plainClient() {
    return SHARED.client();
  }

  private S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint(port)))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(ApacheHttpClient.create())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
        .build();
  }
}
