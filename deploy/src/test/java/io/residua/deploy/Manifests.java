package io.residua.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** The manifests of {@code deploy/kubernetes}, read strictly. */
final class Manifests {

  static final Path FOLDER = Path.of("kubernetes").toAbsolutePath();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static {
    YAML.setAnnotationIntrospector(new NothingUnknown());
  }

  private Manifests() {}

  /** fabric8's types would keep fields they do not know. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated method) {
      return false;
    }
  }

  /** The documents of a file; anchors are resolved. */
  static List<JsonNode> all(String file) throws IOException {
    Yaml yaml = new Yaml();
    try (Reader reader = Files.newBufferedReader(FOLDER.resolve(file))) {
      List<JsonNode> all = new ArrayList<>();
      for (Object document : yaml.loadAll(reader)) {
        all.add(YAML.valueToTree(document));
      }
      return all;
    }
  }

  /** The one document of a kind. */
  static <T> T only(String file, Class<T> type) throws IOException {
    List<JsonNode> found =
        all(file).stream()
            .filter(node -> node.get("kind").asText().equals(type.getSimpleName()))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(file + ": expected one " + type + ", found " + found.size());
    }
    return as(type, found.get(0));
  }

  /** A node as one of the API's types. */
  static <T> T as(Class<T> type, JsonNode node) throws IOException {
    return YAML.treeToValue(node, type);
  }

  static JsonNode node(String yaml) {
    try (MappingIterator<JsonNode> nodes =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return nodes.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Volume> byName(List<Volume> volumes) {
    return volumes.stream().collect(Collectors.toMap(Volume::getName, volume -> volume));
  }
}
