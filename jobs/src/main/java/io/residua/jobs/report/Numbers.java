package io.residua.jobs.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Numbers {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final String[] BYTES = {"kB", "MB", "GB", "TB", "PB"};

  private Numbers() {}

  /** {@code 1,234,567}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 image}, {@code 1,234 images}. */
  static String count(long number, String what) {
    return count(number) + " " + what + (number == 1 ? "" : "s");
  }

  /** To three digits: {@code 0.012}, {@code 1.23}, {@code 12.3}, {@code 1,234}; 0 or more. */
  static String decimal(double number) {
    if (number > 0 && number < 0.0005) {
      return "< 0.001";
    }
    int digits =
        number >= 99.95 ? 0 : number >= 9.995 ? 1 : number >= 0.9995 || number == 0 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }

  /** {@code 12.3 %}; what reads 0 or 100 is exactly that. */
  static String percent(double share) {
    if (share == 0 || share == 1) {
      return share == 0 ? "0 %" : "100 %";
    }
    if (share < 0.0005) {
      return "< 0.1 %";
    }
    return share >= 0.9995 ? "> 99.9 %" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** {@code 12.3 MB}, in powers of 1000. */
  static String bytes(long bytes) {
    double amount = bytes / 1e3;
    int unit = 0;
    while (amount >= 999.5 && unit < BYTES.length - 1) {
      amount /= 1000;
      unit++;
    }
    return bytes < 1000 ? count(bytes, "byte") : decimal(amount) + " " + BYTES[unit];
  }

  /** {@code 4.2 s}, {@code 3 min 20 s}, {@code 5 h 7 min}, {@code 2 d 3 h}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole < 86_400
        ? whole / 3600 + " h " + whole % 3600 / 60 + " min"
        : whole / 86_400 + " d " + whole % 86_400 / 3600 + " h";
  }

  /** {@code 28 Nov 2026, 15:12 UTC}. */
  static String time(Instant time) {
    return MINUTE.format(time);
  }
}
