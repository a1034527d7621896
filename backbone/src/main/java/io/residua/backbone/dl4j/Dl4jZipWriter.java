package io.residua.backbone.dl4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.weights.WeightsException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/** Writes the entries of a {@link Dl4jZip} beside its place, then moves the file there. */
final class Dl4jZipWriter {
  /** The first time that zip files know, so that the same weights give the same bytes. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Dl4jZipWriter() {}

  static void write(FoldedWeights weights, Path file, Map<String, String> card, boolean overwrite) {
    try {
      if (!overwrite && Files.exists(file)) {
        throw exists(file);
      }
      Path folder = file.toAbsolutePath().getParent();
      Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
      try {
        write(weights, part, card);
        place(part, file, overwrite);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new WeightsException(
          file.toString(), "cannot be written: " + e + "; check the folder and its space", e);
    }
  }

  private static void write(FoldedWeights weights, Path part, Map<String, String> card)
      throws IOException {
    ComputationGraph graph = GraphBuilder.build(weights);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      begin(zip, Dl4jZipEntries.CONFIGURATION);
      zip.write(graph.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8));
      begin(zip, Dl4jZipEntries.CARD);
      zip.write(json(weights, card));
      begin(zip, Dl4jZipEntries.COEFFICIENTS);
      DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
      Nd4j.write(graph.params(), data);
      data.flush();
    } finally {
      graph.close();
    }
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
  }

  private static byte[] json(FoldedWeights weights, Map<String, String> card) throws IOException {
    Map<String, String> all = new TreeMap<>(card);
    all.put("model", weights.spec().name());
    all.put("deepest", weights.deepest().label());
    all.put("source", weights.source());
    all.put("sha256", weights.sha256());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> entry : all.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** A hard link refuses what is there; a move replaces it. */
  private static void place(Path part, Path file, boolean overwrite) throws IOException {
    if (overwrite) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (UnsupportedOperationException e) {
      Files.move(part, file);
    }
  }

  private static WeightsException exists(Path file) {
    return new WeightsException(
        file.toString(), "expected no file yet, found one; name another, or remove it");
  }
}
