package io.residua.deploy;

import io.residua.io.LocalS3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The settings are in the command, the credentials in the environment. */
class KilledRunOnS3IT extends KilledRunContract {

  @Override
  Configuration configuration() {
    return LocalS3.configuration();
  }

  @Override
  String folder() {
    return LocalS3.folder();
  }

  @Override
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (String key : LocalS3.settings()) {
      settings.add("--conf");
      settings.add("spark.hadoop.%s=%s".formatted(key, configuration().get(key)));
    }
    return settings;
  }

  @Override
  Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", configuration().get("fs.s3a.access.key"),
        "AWS_SECRET_ACCESS_KEY", configuration().get("fs.s3a.secret.key"));
  }

  @Override
  void leaveHalfAFile(String output) {
    String key = key(output) + "/embeddings/shard-000014.parquet";
    try (S3Client client = LocalS3.plainClient()) {
      String upload =
          client
              .createMultipartUpload(request -> request.bucket(LocalS3.bucket()).key(key))
              .uploadId();
      client.uploadPart(
          request -> request.bucket(LocalS3.bucket()).key(key).uploadId(upload).partNumber(1),
          RequestBody.fromString("half"));
    }
  }

  @Override
  List<String> remains(String output) throws IOException {
    List<String> remains = new ArrayList<>(names(output + "/_residua/temp"));
    try (S3Client client = LocalS3.plainClient()) {
      client
          .listMultipartUploads(request -> request.bucket(LocalS3.bucket()))
          .uploads()
          .forEach(upload -> remains.add(upload.key()));
    }
    remains.removeIf(key -> key.contains("/") && !key.startsWith(key(output)));
    return remains;
  }

  private static String key(String uri) {
    return uri.substring(("s3a://" + LocalS3.bucket() + "/").length());
  }
}
