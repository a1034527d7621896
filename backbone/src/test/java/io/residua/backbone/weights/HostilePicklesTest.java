package io.residua.backbone.weights;

import static io.residua.backbone.weights.Pickles.assertCheaplyRefused;
import static io.residua.backbone.weights.Pickles.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pickles that run code, or take time or memory, in Python. They are spelled as {@link
 * Pickles#bytes} says.
 */
class HostilePicklesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "os.system|cos\\nsystem\\n(S'touch PWNED'\\ntR.",
        "posix.system|cposix\\nsystem\\n(S'touch PWNED'\\ntR.",
        "builtins.eval|cbuiltins\\neval\\n(S'open(\"PWNED\", \"w\")'\\ntR.",
        "__builtin__.eval|c__builtin__\\neval\\n(S'1'\\ntR.",
        "os.system|(S'touch PWNED'\\nios\\nsystem\\n.",
        "os.system|(cos\\nsystem\\nS'touch PWNED'\\no.",
        "os.system|<80><02>cos\\nsystem\\nU<0b>touch PWNED<85><81>.",
        "subprocess.Popen|<80><04>csubprocess\\nPopen\\nU\u0001x<85>}<92>.",
        "os.system|<80><04><8c><02>os<8c><06>system<93><8c><0b>touch PWNED<85>R.",
        "builtins.getattr|<80><04>}cbuiltins\\ngetattr\\ncos\\npopen\\nU\u0001x<86>R.",
        "torch.storage._load_from_bytes|<80><02>ctorch.storage\\n_load_from_bytes\\nU\u0001x<85>R.",
        "torch.load|<80><02>ctorch\\nload\\nU\u0001x<85>R.",
        "os.system|ctorch._tensor\\n_rebuild_from_type_v2\\n(cos\\nsystem\\nN(Vtouch PWNED\\nttR.",
        "os.system|<80><02>ccopy_reg\\n_reconstructor\\n(cos\\nsystem\\ncos\\nsystem\\nNtR.",
      })
  void aCallOfAnythingElseIsRefusedByNameAndNotMade(String callee, String pickle)
      throws IOException {
    assertRefused(
        bytes(pickle),
        "[weights.pkl] expected tensors and plain data, found a call of "
            + callee
            + "; this file would run code when Python reads it, do not trust it");
    assertThat(folder.resolve("PWNED")).doesNotExist();
    assertThat(Path.of("PWNED")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "an object's state for what is none|<80><02>cos\\nsystem\\n}U\u000c__setstate__cos\\nsystem\\nsb.",
        "found a call of what is no name|<80><02>]U\u0001x<85>R.",
        "found a call of what is no name|(U\u0001xo.",
        "extension registry|<80><02><82><01>.",
        "a buffer kept outside the file|<80><05><97>.",
        "expected a storage of PyTorch|<80><02>U\u0001xQ.",
        "expected a storage of PyTorch|Pabc\\n.",
        "a value, found none on the stack|<80><02>.",
        "a value, found none on the stack|<80><02>}(.",
        "a mark, found none on the stack|<80><02>t.",
        "a value remembered as 7, found none|<80><02>h<07>.",
        "found a key without|<80><02>}(U\u0001xu.",
        "conv1.weight: expected one value, found two|}(Vconv1.weight\\nNVconv1.weight\\nNu.",
        "a list to append to|<80><02>}U\u0001xa.",
        "an opcode of pickle, found 0xff|<80><02><ff>.",
        "a protocol of 0 to 5, found 9|<80><09>}.",
        "a whole number of at most 1000 bytes, found 2147483647 bytes|<80><02><8b><ff><ff><ff><7f>.",
        "a whole number of at most 1000 bytes, found -1 bytes|<80><02><8b><ff><ff><ff><ff>.",
        "a length below 2^63, found 9223372036854775808|<80><04><8d><00><00><00><00><00><00><00><80>.",
        "truncated at byte 12, within the pickle|<80><04><8e><ff><ff><ff><ff><ff><ff><ff><7f>.",
        "truncated at byte 12, within the pickle|<80><04><95><ff><ff><ff><ff><ff><ff><ff><7f>.",
        "truncated at byte 8, within the pickle|<80><02>T<ff><ff><ff><7f>.",
        "a length of at least 0, found -1|<80><02>T<ff><ff><ff><ff>.",
        "truncated at byte 3, within the pickle|<80><02>}",
        "expected a dictionary of tensors, found another value|<80><02>].",
        "expected tensors at the top or under one of|<80><02>}U\u0001xNs.",
        "a whole number of at most 1000 digits|I12x4\\n.",
        "a number of at most 1000 digits|F1.5.5x\\n.",
        "found a whole model|<80><02>(U\u0006modulectorch\\nLinear\\nU\u0001xU\u0001xU\u0001xtQ.",
      })
  void whatBreaksTheLanguageIsRefused(String problem, String pickle) throws IOException {
    assertRefused(bytes(pickle), problem);
  }

  @Test
  void nestedTuplesThatDoubleAreReadInNoTime() throws IOException {
    StringBuilder pickle = new StringBuilder("<80><02>)q<00>");
    for (int i = 0; i < 200; i++) {
      pickle.append("0h<00>h<00><86>q<00>");
    }
    assertRefused(bytes(pickle + "."), "expected a dictionary of tensors");
    assertRefused(bytes(pickle.toString().replace("0h<00>", "h<00>") + "Ns."), "a dictionary");
  }

  @Test
  void whatContainsItselfIsReadOnce() throws IOException {
    assertRefused(bytes("<80><02>]q<00>h<00>a."), "expected a dictionary of tensors");
    assertRefused(bytes("<80><02>}q<00>U\nstate_dicth<00>s."), "expected tensors at the top");
    assertRefused(bytes("<80><02>}q<00>]q<01>h<01>ah<01>s."), "expected tensors at the top");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "]", "N", "N2", "N0", "}", "]q\u0000", ")\u0094", "V" + "x\n"})
  void endlessRepetitionEndsAtALimit(String piece) throws IOException {
    byte[] bytes = ("\u0080\u0004" + piece.repeat(1_100_000)).getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(bytes, "found more; save the state_dict alone");
  }

  @ParameterizedTest
  @CsvSource({
    "'ccollections\nOrderedDict\n', copies of at most",
    "'cbuiltins\nlist\n', copies of at most",
    "'ctorch\nSize\n', copies of at most",
  })
  void aListThatIsCopiedAgainAndAgainEndsAtALimit(String callee, String problem)
      throws IOException {
    String pairs = "]q\u0001(" + "h\u0002".repeat(50_000) + "e0";
    String calls = (callee + "h\u0001\u0085R").repeat(20_000);
    assertRefused(latin1("\u0080\u0002)NN\u0086q\u00020" + pairs + calls), problem);
  }

  @Test
  void aTextThatIsCopiedAgainAndAgainEndsAtALimit() throws IOException {
    String text = "X\u0000\u0010\u0000\u0000" + "x".repeat(4096) + "q\u00010";
    String calls = "c_codecs\nencode\nh\u0001\u0085R".repeat(100_000);
    assertRefused(latin1("\u0080\u0002" + text + calls), "copies of at most 16777216 bytes");
    String key = "T\u0000\u0010\u0000\u0000" + "x".repeat(4096) + "q\u00010";
    String puts = "}h\u0001Ns".repeat(100_000);
    assertRefused(latin1("\u0080\u0002" + key + puts), "texts of at most 16777216 bytes in all");
  }

  @Test
  void aCallOfAMillionArgumentsIsRefused() throws IOException {
    String list = "](" + "N".repeat(100_000) + "e";
    assertRefused(
        latin1("\u0080\u0002ctorch\nSize\n" + list + "R."), "at most 100 arguments of torch.Size");
  }

  private static byte[] latin1(String pickle) {
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void longNamesEndAtALimit() throws IOException {
    byte[] bytes =
        ("\u0080\u0004" + ("X\u0000\u0010\u0000\u0000" + "x".repeat(4096) + "0").repeat(5000))
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(bytes, "texts of at most 16777216 bytes in all, found more");
  }

  @Test
  void anArrayOfMoreValuesThanBytesIsRefused() throws IOException {
    String array =
        "<80><02>}U\u0001acnumpy.core.multiarray\\n_reconstruct\\ncnumpy\\nndarray\\nK<00><85>U\u0001b<87>R"
            + "(K<01>SHAPEcnumpy\\ndtype\\nU\u0002f4K<00>K<01><87>R<89>U\u0008abcdefghtbs.";
    assertThat(read(bytes(array.replace("SHAPE", "K<02><85>")))).containsExactly("a");
    for (String shape :
        new String[] {
          "K<03><85>",
          "J<ff><ff><ff><7f>J<ff><ff><ff><7f>J<ff><ff><ff><7f><87>",
          "<8a><08><00><00><00><00><00><00><00><40>K<04><86>",
          "J<ff><ff><ff><7f><85>"
        }) {
      assertRefused(bytes(array.replace("SHAPE", shape)), "the file is damaged, get it again");
    }
    assertRefused(bytes(array.replace("SHAPE", "J<ff><ff><ff><ff><85>")), "extents of at least 0");
  }

  @Test
  void noChangeOfBytesEscapesAsAnythingElse() throws IOException {
    Random random = new Random(7);
    for (String fixture :
        new String[] {
          "torch-state-legacy.pth", "torch-state.pth", "numpy1-protocol0.pkl", "numpy2-odd5.pkl"
        }) {
      byte[] whole;
      try (var in = HostilePicklesTest.class.getResourceAsStream(fixture)) {
        whole = in.readAllBytes();
      }
      for (int i = 0; i < 500; i++) {
        byte[] changed =
            i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int j = random.nextInt(4); j >= 0 && changed.length > 0; j--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        Path file = Files.write(folder.resolve("weights.pkl"), changed);
        try (TensorFile tensors =
            fixture.equals("torch-state.pth") ? TorchZip.open(file) : PickleFile.open(file)) {
          for (String name : tensors.names()) {
            tensors.values(name);
          }
        } catch (WeightsException e) {
          assertThat(e).hasMessageStartingWith("[weights.pkl] ");
        }
      }
    }
  }

  private void assertRefused(byte[] pickle, String problem) throws IOException {
    Path file = Files.write(folder.resolve("weights.pkl"), pickle);
    assertCheaplyRefused(() -> PickleFile.open(file).close(), problem);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private Iterable<String> read(byte[] pickle) throws IOException {
    try (TensorFile tensors = PickleFile.open(Files.write(folder.resolve("weights.pkl"), pickle))) {
      return tensors.names();
    }
  }
}
