package io.residua.backbone.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Recognizes, by its first bytes, a file that is not what it was meant to be. */
final class WeightsFile {
  private static final int MAGIC_BYTES = 512;
  private static final int TAR_MAGIC_OFFSET = 257;

  private WeightsFile() {}

  /**
   * Lets only a file pass that may be safetensors.
   *
   * @throws WeightsException with the remedy for what it is instead
   */
  static void check(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!Files.exists(file)) {
      throw new WeightsException(
          file.toString(), "expected a weights file, found none; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(
          file.toString(), "expected a weights file, found a folder; name the file in it");
    }
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(MAGIC_BYTES);
    }
    String text = new String(magic, StandardCharsets.ISO_8859_1);
    String problem = problem(text);
    if (!problem.isEmpty()) {
      throw new WeightsException(name, "expected safetensors, found " + problem);
    }
  }

  private static String problem(String start) {
    String text = start.stripLeading().toLowerCase(Locale.ROOT);
    if (start.isEmpty()) {
      return "an empty file; download it again";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "a git-LFS pointer; run 'git lfs pull' where it was cloned, or download the file itself";
    }
    if (text.startsWith("<")) {
      return "an XML or HTML page, most likely the error of a failed download; download it again";
    }
    if (start.startsWith("PK\u0003\u0004")) {
      return "a zip archive (PyTorch .pth or .pt, Keras .keras); save it as safetensors: "
          + "safetensors.torch.save_file(torch.load(FILE, weights_only=True), \"weights.safetensors\")";
    }
    if (start.startsWith("ustar", TAR_MAGIC_OFFSET)) {
      return "a tar archive (PyTorch's oldest .pth, from before 2016); save it as safetensors: "
          + "safetensors.torch.save_file(torch.load(FILE), \"weights.safetensors\")";
    }
    if (start.startsWith("\u0080\u0002") || start.startsWith("\u0080\u0004")) {
      return "a Python pickle (PyTorch's older .pth), which can run code and is never read; save it as safetensors: "
          + "safetensors.torch.save_file(torch.load(FILE, weights_only=True), \"weights.safetensors\")";
    }
    if (start.startsWith("\u0089HDF")) {
      return "HDF5 (Keras .h5); export the network with torchvision's names to safetensors";
    }
    return "";
  }
}
