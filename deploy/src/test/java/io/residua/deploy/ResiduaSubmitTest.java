package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** What {@code residua-submit} gives to {@code spark-submit}, by profile. */
class ResiduaSubmitTest {

  private static final String DRIVER_OPTIONS =
      "spark.driver.defaultJavaOptions=-Dorg.bytedeco.javacpp.maxphysicalbytes=0";
  private static final List<String> MEMORY =
      List.of(
          "spark.executor.memory=1001m",
          "spark.executor.memoryOverhead=1002m",
          "spark.driver.memory=2003m",
          "spark.driver.memoryOverhead=404m");
  private static final String[] EXTRACT = {
    "extract", "--input", "in", "--output", "out", "--weights", "generated:42"
  };

  @TempDir Path folder;
  private SubmitTrial trial;

  @BeforeEach
  void begin() throws Exception {
    trial = new SubmitTrial(Files.createDirectory(folder.resolve("a folder")));
  }

  @Test
  void localIsADriverAlone() throws Exception {
    SubmitTrial.Result result = trial.run(arguments("--master", "local[3]"));
    assertThat(result.out())
        .isEqualTo(
            expected(
                List.of("spark.task.cpus=1", DRIVER_OPTIONS),
                MEMORY,
                List.of("--master", "local[3]"),
                EXTRACT));
    assertThat(trial.asked())
        .containsSubsequence("plan", "--resources", "--slots", "3", "--input", "in");
  }

  @Test
  void withoutAMasterItIsThisMachine() throws Exception {
    assertThat(trial.run(EXTRACT).out()).containsSubsequence("--master", "local[*]");
  }

  @Test
  void standaloneFitsEveryWorkerAndStaysInClusterMode() throws Exception {
    List<String> options = List.of("--master", "spark://h:7077", "--deploy-mode", "cluster");
    String[] dry = arguments(options.toArray(String[]::new));
    assertThat(trial.dryRun(dry))
        .isEqualTo(
            expected(
                List.of(
                    "spark.task.cpus=1",
                    "spark.executor.cores=1",
                    DRIVER_OPTIONS,
                    "spark.standalone.submit.waitAppCompletion=true"),
                MEMORY,
                options,
                EXTRACT));
    assertThat(trial.asked()).containsSubsequence("--slots", "1", "--precision", "f32");
  }

  @Test
  void aDriverThatFailedOnAStandaloneClusterIsAFailure() throws Exception {
    String[] options = {"--master", "spark://h:7077", "--deploy-mode", "cluster", "verify", "out"};
    trial.prints("INFO ClientEndpoint: State of driver driver-1 is FAILED, exiting");
    SubmitTrial.Result failed = trial.run(options);
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err())
        .contains("[residua-submit] driver: expected it to end with exit code 0");
    trial.prints("INFO ClientEndpoint: State of driver driver-1 is FINISHED, exiting");
    assertThat(trial.run(options).status()).isZero();
  }

  @Test
  void aDriversExitCodeComesFromKubernetes() throws Exception {
    String[] options = {"--master", "k8s://h", "--deploy-mode", "cluster", "verify", "out"};
    trial.prints("\t exit code: 3");
    assertThat(trial.run(options).status()).isEqualTo(3);
    trial.prints("\t exit code: 0");
    assertThat(trial.run(options).status()).isZero();
    trial.prints("No containers were found in the driver pod.");
    assertThat(trial.run(options).status()).isEqualTo(1);
  }

  @Test
  void whoeverDoesNotWaitGetsTheEndOfSparksClient() throws Exception {
    trial.prints("submitted");
    String waits = "spark.kubernetes.submission.waitAppCompletion";
    String[] options = {
      "--master", "k8s://h", "--deploy-mode", "cluster", "--conf", waits + "=false", "verify", "out"
    };
    SubmitTrial.Result result = trial.run(options);
    assertThat(result.status()).as(result.err()).isZero();
  }

  @Test
  void yarnTakesFourCores() throws Exception {
    SubmitTrial.Result result = trial.run(arguments("--master", "yarn"));
    assertThat(result.out())
        .isEqualTo(
            expected(
                List.of(
                    "spark.task.cpus=1",
                    "spark.executor.cores=4",
                    "spark.executor.instances=2",
                    DRIVER_OPTIONS,
                    "spark.yarn.submit.waitAppCompletion=true"),
                MEMORY,
                List.of("--master", "yarn"),
                EXTRACT));
    assertThat(result.err())
        .isEqualTo(
            "residua-submit: yarn, client mode: "
                + String.join(", ", MEMORY)
                + "; for what it is made of\n");
  }

  @Test
  void kubernetesTakesTheJarsOfTheImageAndThePodTemplates() throws Exception {
    String conf = "spark.kubernetes.";
    String pods = trial.distribution() + "/kubernetes/";
    String[] options = {
      "--master",
      "k8s://https://h:6443",
      "--deploy-mode",
      "cluster",
      "--conf",
      conf + "container.image=residua:1"
    };
    List<String> wanted =
        expected(
            List.of(
                "spark.task.cpus=1",
                "spark.executor.cores=4",
                "spark.executor.instances=2",
                conf + "executor.request.cores=3500m",
                conf + "driver.request.cores=1",
                DRIVER_OPTIONS,
                conf + "authenticate.driver.serviceAccountName=residua-driver",
                conf + "authenticate.executor.serviceAccountName=residua-executor",
                conf + "driver.podTemplateFile=" + pods + "driver-pod.yaml",
                conf + "executor.podTemplateFile=" + pods + "executor-pod.yaml",
                conf + "submission.waitAppCompletion=true"),
            MEMORY,
            List.of(options),
            EXTRACT);
    wanted.replaceAll(
        argument ->
            argument.endsWith(".jar")
                ? argument.replace(trial.distribution() + "/lib", "local:///opt/residua/lib")
                : argument);
    assertThat(trial.dryRun(arguments(options))).isEqualTo(wanted);
  }

  @Test
  void aDriverOutsideOfKubernetesSendsItsJars() throws Exception {
    assertThat(trial.run(arguments("--master", "k8s://https://h:6443")).out())
        .contains(lib("picocli-4.jar"), jar());
  }

  @Test
  void whatTheCommandLineSaysIsNotSaidAgain() throws Exception {
    String[] options = {
      "--master=yarn", "--executor-cores", "8", "--executor-memory=3g", "-c",
      "spark.executor.memoryOverhead=2g", "--driver-memory", "4g", "--num-executors", "9",
      "--conf", "spark.driver.memoryOverhead=1g", "--verbose"
    };
    assertThat(trial.run(arguments(options)).out())
        .doesNotContain("spark.executor.cores=4", "spark.executor.instances=2")
        .doesNotContainAnyElementsOf(MEMORY)
        .containsSubsequence("--executor-cores", "8", "--executor-memory", "3g", "--verbose");
    assertThat(trial.asked()).isEmpty();
  }

  @Test
  void whatSparksDefaultsSayIsNotSaidAgain() throws Exception {
    trial.file(
        "spark/conf/spark-defaults.conf", "spark.executor.cores 6\nspark.executor.memory=5g\n");
    assertThat(trial.run(arguments("--master", "yarn")).out())
        .doesNotContain("spark.executor.cores=4", MEMORY.get(0))
        .contains(MEMORY.get(1));
    assertThat(trial.asked()).containsSubsequence("--slots", "6");
  }

  @Test
  void aValueThatIsSpelledAsACommandIsNone() throws Exception {
    assertThat(trial.run("--name", "extract", "verify", "out").out())
        .containsSubsequence("--name", "extract", jar(), "verify", "out")
        .doesNotContainAnyElementsOf(MEMORY);
    assertThat(trial.asked()).isEmpty();
  }

  @Test
  void jarsAndFilesOfTheUserComeBesideOurs() throws Exception {
    List<String> out =
        trial.run(arguments("--jars", "a.jar", "--files", "f", "--conf", "x=s3a")).out();
    assertThat(out.get(out.indexOf("--jars") + 1))
        .isEqualTo(lib("picocli-4.jar") + "," + lib("s3a/hadoop-aws-3.jar") + ",a.jar");
    assertThat(out).containsSubsequence("--files", "f");
  }

  @Test
  void inClusterModeWeightsOfThisMachineTravel() throws Exception {
    Path weights = trial.file("my weights.pth", "");
    String[] options = {
      "--master", "yarn", "--deploy-mode", "cluster", "extract", "--weights", weights.toString()
    };
    assertThat(trial.run(options).out())
        .containsSubsequence("--files", weights.toRealPath().toString())
        .endsWith("extract", "--weights", "my weights.pth");
    assertThat(trial.asked()).contains(weights.toString());
  }

  @Test
  void weightsThatAreElsewhereAreSizedByTheirModel() throws Exception {
    String[] options = {
      "--master", "k8s://h", "--deploy-mode", "cluster", "extract", "--weights", "/opt/w.pth"
    };
    assertThat(trial.run(options).err())
        .contains("[residua-submit] /opt/w.pth: expected weights that are on this machine, too")
        .contains("give --model");
    List<String> known = new ArrayList<>(List.of(options));
    known.addAll(List.of("--model", "resnet50"));
    assertThat(trial.dryRun(known.toArray(String[]::new)))
        .endsWith("--weights", "/opt/w.pth", "--model", "resnet50");
    assertThat(trial.asked()).containsSubsequence("/opt/w.pth", "--weights", "generated:0");
  }

  @Test
  void whatCannotTravelIsRefused() throws Exception {
    String weights = trial.file("w.pth", "").toString();
    String calibration = trial.file("c.json", "").toString();
    refused(
        "spark.kubernetes.file.upload.path",
        "--master",
        "k8s://h",
        "--deploy-mode",
        "cluster",
        "extract",
        "--weights",
        weights);
    refused(
        "expected a calibration on a store",
        "--master",
        "yarn",
        "--deploy-mode",
        "cluster",
        "extract",
        "--weights",
        "generated:1",
        "--calibration",
        calibration);
  }

  @Test
  void whatCannotBeSubmittedIsRefused() throws Exception {
    refused("command: expected one such as extract", "--master", "yarn");
    refused("--name: expected a value, found none", "--name");
    refused("found mesos://h", "--master", "mesos://h", "verify", "out");
    refused(
        "expected client with --master local[2]",
        "--master",
        "local[2]",
        "--deploy-mode",
        "cluster",
        "verify",
        "out");
    trial.spark("spark-core_2.12-3.5.6.jar");
    refused("expected Spark 4.1 with Scala 2.13, found spark-core_2.12-3.5.6.jar", "verify", "out");
    trial.with("SPARK_HOME", "").with("PATH", "/usr/bin:/bin");
    refused(
        "expected an installation of Spark 4.1 with Scala 2.13 for yarn",
        "--master",
        "yarn",
        "verify",
        "out");
  }

  @Test
  void aDryRunPrintsTheCommandForAShell() throws Exception {
    String[] arguments = {"--name", "a b", "verify", "it's"};
    assertThat(trial.dryRun(arguments)).isEqualTo(trial.run(arguments).out());
    assertThat(trial.with("RESIDUA_DRY_RUN", "1").run(arguments).out()).hasSize(1);
  }

  @Test
  void sparksOwnParserTakesWhatIsGiven() throws Exception {
    scala.collection.immutable.Map<String, String> environment =
        Map$.MODULE$.from(CollectionConverters.asScala(Map.of("HADOOP_CONF_DIR", "/etc/hadoop")));
    for (String master : List.of("spark://h:7077", "yarn", "k8s://https://h:6443")) {
      for (String mode : List.of("client", "cluster")) {
        List<String> out =
            trial.dryRun(arguments("--master", master, "--deploy-mode", mode, "--supervise"));
        SparkSubmitArguments parsed =
            new SparkSubmitArguments(CollectionConverters.asScala(out).toSeq(), environment);
        assertThat(parsed.master()).isEqualTo(master);
        assertThat(parsed.deployMode()).isEqualTo(mode);
        assertThat(parsed.mainClass()).isEqualTo("io.residua.jobs.Residua");
        assertThat(parsed.primaryResource()).endsWith("lib/residua-jobs-1.jar");
        assertThat(parsed.executorMemory()).isEqualTo("1001m");
        assertThat(CollectionConverters.asJava(parsed.childArgs())).containsExactly(EXTRACT);
      }
    }
  }

  @Test
  void aDryRunKeepsSecretsToItself() throws Exception {
    String key = "spark.hadoop.fs.s3a.secret.key";
    String reference = "spark.kubernetes.driver.secretKeyRef.AWS_SECRET_ACCESS_KEY=s3:KEY";
    trial.with("SPARK_SUBMIT_OPTS", "-Djavax.net.ssl.keyStorePassword=hush");
    SubmitTrial.Result result =
        trial.run(
            "--dry-run",
            "--conf",
            key + "=hush",
            "--conf",
            reference,
            "verify",
            "out",
            "--conf",
            key + "=hush",
            "--conf=" + key + "=hush",
            "s3a://token=1");
    assertThat(result.out()).singleElement().asString().doesNotContain("hush");
    assertThat(result.out().get(0))
        .contains(reference, "verify out --conf " + key + "=REDACTED --conf=" + key + "=REDACTED")
        .contains("s3a://token=1");
  }

  @Test
  void theLogsConfigurationIsOneOption() throws Exception {
    trial.prints("'\"$SPARK_SUBMIT_OPTS\"'");
    String option =
        "\"-Dlog4j2.configurationFile=" + trial.distribution() + "/conf/log4j2%s.properties\"";
    trial.with("SPARK_SUBMIT_OPTS", "-Da=b");
    assertThat(trial.run("verify", "out").out()).containsExactly(option.formatted("") + " -Da=b");
    trial.with("RESIDUA_LOG", "json");
    assertThat(trial.run("verify", "out").out())
        .containsExactly(option.formatted("-json") + " -Da=b");
  }

  @Test
  void aFactorOfOverheadIsTheUsersWord() throws Exception {
    String factor = "spark.executor.memoryOverheadFactor=0.6";
    assertThat(trial.run(arguments("--master", "yarn", "--conf", factor)).out())
        .doesNotContain(MEMORY.get(1))
        .contains(MEMORY.get(0), MEMORY.get(2), MEMORY.get(3));
  }

  @Test
  void aFileOfPropertiesIsReadAloneUnlessBothAreAskedFor() throws Exception {
    trial.file("spark/conf/spark-defaults.conf", "spark.executor.cores 6\n");
    String mine = trial.file("mine.conf", "spark.executor.memory=5g\n").toString();
    String[] alone = arguments("--master", "yarn", "--properties-file", mine);
    assertThat(trial.run(alone).out())
        .contains("spark.executor.cores=4")
        .doesNotContain(MEMORY.get(0));
    String[] both =
        arguments("--master", "yarn", "--load-spark-defaults", "--properties-file", mine);
    assertThat(trial.run(both).out()).doesNotContain("spark.executor.cores=4", MEMORY.get(0));
  }

  @Test
  void aSparkWhoseJarsAreElsewhereIsTaken() throws Exception {
    Path bin = trial.sparkWithoutJars();
    trial.with("SPARK_HOME", "").with("PATH", bin + ":/usr/bin:/bin");
    assertThat(trial.run("verify", "out").out()).endsWith(jar(), "verify", "out");
  }

  private void refused(String message, String... arguments) throws Exception {
    SubmitTrial.Result result = trial.run(arguments);
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).startsWith("[residua-submit] ").contains(message);
    assertThat(result.out()).isEmpty();
  }

  private static String[] arguments(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(EXTRACT));
    return all.toArray(String[]::new);
  }

  private List<String> expected(
      List<String> profile, List<String> memory, List<String> options, String[] command) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--class", "io.residua.jobs.Residua", "--jars", lib("picocli-4.jar")));
    profile.forEach(setting -> all.addAll(List.of("--conf", setting)));
    memory.forEach(setting -> all.addAll(List.of("--conf", setting)));
    all.addAll(options);
    all.add(jar());
    all.addAll(List.of(command));
    return all;
  }

  private String jar() {
    return lib("residua-jobs-1.jar");
  }

  private String lib(String name) {
    return trial.distribution().resolve("lib/" + name).toString();
  }
}
