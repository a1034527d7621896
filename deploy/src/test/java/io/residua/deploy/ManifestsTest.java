package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kubernetes' own types take our manifests as they are, and the pods are restricted ones. */
class ManifestsTest {

  @Test
  void aFieldThatDoesNotExistIsNotTaken() {
    JsonNode pod = Manifests.node("{kind: Pod, spec: {containers: [{name: a, volumeMount: []}]}}");
    assertThatThrownBy(() -> Manifests.as(Pod.class, pod))
        .isInstanceOf(JsonMappingException.class)
        .hasMessageContaining("volumeMount");
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver-pod.yaml", "executor-pod.yaml"})
  void podTemplatesAreOfRestrictedPodsThatWriteToBoundedFolders(String file) throws IOException {
    PodSpec pod = Manifests.only(file, Pod.class).getSpec();
    requireRestricted(pod);
    assertThat(pod.getContainers().get(0).getImage()).isNull();
    assertThat(pod.getVolumes()).extracting(Volume::getName).contains("spark-local-dir-1");
  }

  @Test
  void executorsHaveNoTokenOfTheApi() throws IOException {
    PodSpec pod = Manifests.only("executor-pod.yaml", Pod.class).getSpec();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void theJobsPodIsTheDriverItsServiceLeadsTo() throws IOException {
    Job job = Manifests.only("job.yaml", Job.class);
    Service service = Manifests.only("job.yaml", Service.class);
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    requireRestricted(pod);
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(pod.getContainers().get(0).getArgs())
        .contains(
            "spark.driver.host=" + service.getMetadata().getName() + ".$(POD_NAMESPACE).svc",
            "spark.driver.port=" + service.getSpec().getPorts().get(0).getPort(),
            "spark.driver.blockManager.port=" + service.getSpec().getPorts().get(1).getPort());
  }

  @Test
  void theJobEndsWhereTheSameCommandWouldNotHelp() throws IOException {
    Job job = Manifests.only("job.yaml", Job.class);
    assertThat(job.getSpec().getPodFailurePolicy().getRules())
        .filteredOn(rule -> rule.getAction().equals("FailJob"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getOnExitCodes().getValues()).containsExactly(2, 3));
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void noSecretIsInACommandOrAValue() throws IOException {
    for (String file : List.of("job.yaml", "spark-application.yaml")) {
      for (String line : Files.readAllLines(Manifests.FOLDER.resolve(file))) {
        if (line.contains("SECRET_ACCESS_KEY") && !line.startsWith("#")) {
          assertThat(line.trim())
              .matches(
                  "- name: AWS_SECRET_ACCESS_KEY|key: AWS_SECRET_ACCESS_KEY|(- )?spark\\.kubernetes\\.(driver|executor)\\.secretKeyRef\\.AWS_SECRET_ACCESS_KEY(=|: )residua-s3:AWS_SECRET_ACCESS_KEY");
        }
      }
    }
  }

  @Test
  void theDriverMayDoNoMoreThanSparkDoes() throws IOException {
    Role role = Manifests.only("rbac.yaml", Role.class);
    RoleBinding binding = Manifests.only("rbac.yaml", RoleBinding.class);
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    assertThat(role.getRules())
        .flatExtracting(PolicyRule::getResources)
        .containsExactlyInAnyOrder("pods", "configmaps", "services", "persistentvolumeclaims");
    assertThat(role.getRules()).flatExtracting(PolicyRule::getVerbs).doesNotContain("*");
  }

  @Test
  void theSparkApplicationIsOfTheImagesJarAndTheSamePods() throws IOException {
    JsonNode spec = Manifests.all("spark-application.yaml").get(0).get("spec");
    assertThat(spec.get("mainClass").asText()).isEqualTo("io.residua.jobs.Residua");
    assertThat(spec.get("mainApplicationFile").asText())
        .isEqualTo("local:///opt/residua/residua.jar");
    for (String role : List.of("driver", "executor")) {
      PodSpec pod = new PodSpec();
      JsonNode given = spec.get(role);
      pod.setSecurityContext(
          Manifests.as(PodSecurityContext.class, given.get("podSecurityContext")));
      Container container = new Container();
      container.setSecurityContext(
          Manifests.as(SecurityContext.class, given.get("securityContext")));
      List<VolumeMount> mounts = new ArrayList<>();
      given.get("volumeMounts").forEach(mount -> mounts.add(read(mount, VolumeMount.class)));
      container.setVolumeMounts(mounts);
      List<Volume> volumes = new ArrayList<>();
      spec.get("volumes").forEach(volume -> volumes.add(read(volume, Volume.class)));
      pod.setVolumes(volumes);
      pod.setContainers(List.of(container));
      requireRestricted(pod);
    }
  }

  @Test
  void theImageIsMadeOfWhatTheDistributionHasAndRunsAsNobody() throws IOException {
    List<String> lines = Files.readAllLines(Manifests.FOLDER.resolve("Dockerfile"));
    Path source = Manifests.FOLDER.resolve("..");
    for (String line : lines) {
      if (line.startsWith("COPY")) {
        String[] words = line.split(" ");
        for (String copied : List.of(words).subList(1, words.length - 1)) {
          assertThat(copied)
              .satisfiesAnyOf(
                  path -> assertThat(path).isEqualTo("lib"), // made by the build
                  path -> assertThat(source.resolve(path)).exists(),
                  path -> assertThat(source.resolve("..").resolve(path)).exists());
        }
      }
    }
    assertThat(lines).filteredOn(line -> line.startsWith("USER")).last().isEqualTo("USER 185");
    String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("FROM"))
        .containsExactly("FROM apache/spark:" + version + "-scala2.13-java17-ubuntu");
    assertThat(Manifests.all("spark-application.yaml").get(0).get("spec").get("sparkVersion"))
        .hasToString("\"" + version + "\"");
  }

  private static <T> T read(JsonNode node, Class<T> type) {
    try {
      return Manifests.as(type, node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the pod security standard "restricted" has it, with a root that cannot be written. */
  private static void requireRestricted(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(185);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    Map<String, Volume> volumes = Manifests.byName(pod.getVolumes());
    for (Container container : pod.getContainers()) {
      SecurityContext security = container.getSecurityContext();
      assertThat(security.getAllowPrivilegeEscalation()).isFalse();
      assertThat(security.getReadOnlyRootFilesystem()).isTrue();
      assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .contains("/tmp", "/opt/spark/work-dir");
      for (VolumeMount mount : container.getVolumeMounts()) {
        assertThat(volumes.get(mount.getName()))
            .extracting(volume -> volume.getEmptyDir().getSizeLimit())
            .isNotNull();
      }
    }
  }
}
