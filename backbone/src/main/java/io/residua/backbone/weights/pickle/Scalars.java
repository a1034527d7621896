package io.residua.backbone.weights.pickle;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Numbers and texts of a pickle, in all their spellings. */
final class Scalars {
  /** Longer texts and byte strings stay in the file; names of tensors are below 200 bytes. */
  static final int MOST_NAME_BYTES = 4096;

  /** Byte strings up to here are kept in memory: codes of types and byte orders are among them. */
  private static final int MOST_SHORT_BYTES = 64;

  private static final int MOST_DIGITS = 1000;

  private final PickleInput in;

  Scalars(PickleInput in) {
    this.in = in;
  }

  /** INT, where 00 and 01 are truths, or LONG, which may end in L. */
  Object decimal() {
    String line = in.line();
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01");
    }
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (digits.length() > MOST_DIGITS || !digits.matches("-?[0-9]+")) {
      throw fault("a whole number of at most " + MOST_DIGITS + " digits", "another line");
    }
    return small(new BigInteger(digits));
  }

  /** LONG1 and LONG4: two's complement, little-endian, 0 where empty. */
  Object integer(long bytes) {
    if (bytes < 0 || bytes > MOST_DIGITS) {
      throw fault("a whole number of at most " + MOST_DIGITS + " bytes", bytes + " bytes");
    }
    byte[] digits = in.bytes((int) bytes);
    for (int i = 0, j = digits.length - 1; i < j; i++, j--) {
      byte low = digits[i];
      digits[i] = digits[j];
      digits[j] = low;
    }
    return digits.length == 0 ? 0L : small(new BigInteger(digits));
  }

  /** FLOAT: Python's repr. */
  double decimalFraction() {
    String line = in.line();
    if (line.length() > MOST_DIGITS || !line.matches("-?([0-9.]+(e[-+]?[0-9]+)?|inf|nan)")) {
      throw fault("a number of at most " + MOST_DIGITS + " digits", "another line");
    }
    try {
      return line.endsWith("f") || line.endsWith("n") ? Double.NaN : Double.parseDouble(line);
    } catch (NumberFormatException e) {
      throw fault("a number", "'" + line + "'");
    }
  }

  /** The BINUNICODE family: UTF-8 behind its length. */
  Object text(long length) {
    if (length > MOST_NAME_BYTES) {
      return new LongText(in.skip(length).position(), length);
    }
    in.countText(length);
    return new String(in.bytes((int) length), StandardCharsets.UTF_8);
  }

  /** A line of plain characters: a name of GLOBAL, a persistent id. */
  String line() {
    String line = in.line();
    in.countText(line.length());
    return line;
  }

  /**
   * UNICODE: a line in raw-unicode-escape, Latin-1 but for four or eight digits behind a backslash
   * and u or U.
   */
  String escapedLine() {
    String line = line();
    StringBuilder text = new StringBuilder();
    for (int next = 0; next < line.length(); ) {
      char kind = next + 1 < line.length() ? line.charAt(next + 1) : ' ';
      int digits = line.charAt(next) != '\\' ? 0 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (digits == 0) {
        text.append(line.charAt(next++));
      } else {
        text.appendCodePoint(codePoint(line, next + 2, digits));
        next += 2 + digits;
      }
    }
    return text.toString();
  }

  private int codePoint(String line, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value << 4 | hex(i < line.length() ? line.charAt(i) : ' ');
    }
    if (!Character.isValidCodePoint(value)) {
      throw fault("a character", "another number");
    }
    return value;
  }

  /** STRING: a line that holds Python 2's repr of a byte string. */
  Bytes quoted() {
    String line = in.line();
    char quote = line.isEmpty() ? ' ' : line.charAt(0);
    if (line.length() < 2
        || (quote != '\'' && quote != '"')
        || line.charAt(line.length() - 1) != quote) {
      throw fault("a quoted string", "another line");
    }
    in.countText(line.length());
    return Bytes.of(unescaped(line.substring(1, line.length() - 1)));
  }

  /** A byte string behind its length. */
  Bytes bytes(long length) {
    if (length < 0) {
      throw fault("a length of at least 0", String.valueOf(length));
    }
    return length > MOST_SHORT_BYTES ? in.skip(length) : Bytes.of(in.bytes((int) length));
  }

  private byte[] unescaped(String text) {
    StringBuilder bytes = new StringBuilder();
    int next = 0;
    while (next < text.length()) {
      char character = text.charAt(next);
      next++;
      if (character == '\\') {
        next += escape(text, next, bytes);
      } else {
        bytes.append(character);
      }
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What stands behind a backslash; how many characters it took. */
  private int escape(String text, int at, StringBuilder bytes) {
    char escaped = at < text.length() ? text.charAt(at) : ' ';
    int known = "\\'\"abfnrtv".indexOf(escaped);
    if (known >= 0) {
      bytes.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(known));
      return 1;
    }
    if (escaped == 'x' && at + 2 < text.length()) {
      bytes.append((char) (hex(text.charAt(at + 1)) << 4 | hex(text.charAt(at + 2))));
      return 3;
    }
    throw fault("Python's escapes in a string", "a '\\' before '" + escaped + "'");
  }

  private int hex(char digit) {
    int value = Character.digit(digit, 16);
    if (value < 0) {
      throw fault("a hexadecimal digit", "'" + digit + "'");
    }
    return value;
  }

  private static Object small(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private PickleException fault(String expected, String found) {
    return PickleException.damaged(in.position(), expected, found);
  }
}
