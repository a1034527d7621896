package io.residua.backbone.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by a file's first bytes which reader it is for, or what it is instead of weights. */
final class WeightsFile {
  private static final int MAGIC_BYTES = 512;
  private static final int TAR_MAGIC_OFFSET = 257;
  private static final String ZIP = "PK\u0003\u0004";
  private static final String HDF5 = "\u0089HDF\r\n\u001a\n";

  /**
   * Eight bytes of length, of which a header within bounds leaves the last four zero, then JSON.
   */
  private static final Pattern SAFETENSORS = Pattern.compile("[\\x00-\\xff]{4}\0{4}\\s*\\{");

  /** Names of files that may be pickles of protocols 0 and 1, which begin in any way. */
  private static final Pattern PICKLED = Pattern.compile("(?i).*\\.(pkl|pickle|pdparams)");

  /** An opcode that names the protocol begins every pickle of protocol 2 and later. */
  private static final String PICKLE = "\u0080";

  private static final Pattern LFS_SIZE = Pattern.compile("\nsize ([0-9]{1,18})\n?");
  private static final Pattern LFS_OID = Pattern.compile("\noid sha256:([0-9a-f]{64})\n");
  private static final Pattern XML_CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");

  private WeightsFile() {}

  /**
   * Opens a weights file of any format.
   *
   * @throws WeightsException when it is none; the message says what it is and what to do
   */
  static TensorFile open(Path path) {
    String start = start(path);
    String problem = problem(start);
    if (!problem.isEmpty()) {
      throw new WeightsException(
          String.valueOf(path.getFileName()), "expected a weights file, found " + problem);
    }
    if (SAFETENSORS.matcher(start).lookingAt()) {
      return Safetensors.open(path);
    }
    if (start.startsWith(ZIP)) {
      return TorchZip.open(path);
    }
    if (start.startsWith(HDF5)) {
      return Hdf5Weights.open(path);
    }
    if (start.startsWith("ustar", TAR_MAGIC_OFFSET)) {
      return TorchTar.open(path);
    }
    return start.startsWith(PICKLE) || PICKLED.matcher(path.toString()).matches()
        ? PickleFile.open(path)
        : Safetensors.open(path);
  }

  private static String start(Path path) {
    if (!Files.exists(path)) {
      throw new WeightsException(
          path.toString(), "expected a weights file, found none; check the path");
    }
    if (!Files.isRegularFile(path)) {
      throw new WeightsException(
          path.toString(), "expected a weights file, found a folder; name the file in it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAGIC_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new WeightsException(
          path.toString(), "cannot be read: " + e.getMessage() + "; check the file", e);
    }
  }

  private static String problem(String start) {
    String text = start.stripLeading().toLowerCase(Locale.ROOT);
    if (start.isEmpty()) {
      return "an empty file; download it again";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "a git-LFS pointer%s%s; run 'git lfs pull' where it was cloned, or download the file itself"
          .formatted(first(LFS_SIZE, start, " to %s bytes"), first(LFS_OID, start, ", sha256:%s"));
    }
    if (text.startsWith("<")) {
      return "an XML or HTML page%s, most likely the error of a failed download; download it again"
          .formatted(first(XML_CODE, start, " that says %s"));
    }
    return "";
  }

  private static String first(Pattern pattern, String text, String message) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? message.formatted(matcher.group(1)) : "";
  }
}
