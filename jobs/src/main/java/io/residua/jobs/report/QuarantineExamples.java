package io.residua.jobs.report;

import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some images of each code, from shards spread over the run: a bounded number of files is read. */
final class QuarantineExamples {

  private static final Logger LOG = LoggerFactory.getLogger(QuarantineExamples.class);
  private static final int PER_CODE = 5;

  private QuarantineExamples() {}

  static Map<QuarantineCode, List<QuarantinedRow>> read(Ledger ledger, LedgerHistory history) {
    Map<QuarantineCode, List<QuarantinedRow>> examples = new EnumMap<>(QuarantineCode.class);
    for (QuarantineCode code : QuarantineCode.values()) {
      List<DoneShard> with =
          history.done().values().stream()
              .filter(shard -> shard.record().quarantined().getOrDefault(code, 0L) > 0)
              .toList();
      if (!with.isEmpty()) {
        examples.put(code, read(ledger, Spread.evenly(with, PER_CODE), code));
      }
    }
    return Collections.unmodifiableMap(examples);
  }

  private static List<QuarantinedRow> read(
      Ledger ledger, List<DoneShard> shards, QuarantineCode code) {
    int each = (PER_CODE + shards.size() - 1) / shards.size();
    List<QuarantinedRow> found = new ArrayList<>();
    for (DoneShard shard : shards) {
      try {
        ledger.quarantined(shard.record().shard()).stream()
            .filter(row -> row.code() == code)
            .limit(each)
            .forEach(found::add);
      } catch (IOException e) {
        LOG.warn("report: shard {} gives no examples: {}", shard.record().shard(), e.toString());
      }
    }
    return List.copyOf(found.subList(0, Math.min(PER_CODE, found.size())));
  }

  /** What a code means, and what to do, in one line for who never heard of it. */
  static String meaning(QuarantineCode code) {
    return switch (code) {
      case EMPTY -> "The file holds no bytes.";
      case NOT_AN_IMAGE -> "The first bytes are those of no image format, whatever the name says.";
      case UNSUPPORTED_FORMAT -> "An image, but of a format or a flavour that is not decoded.";
      case TRUNCATED -> "The file ends before its pixels do: a download or copy that was cut.";
      case CORRUPT -> "The file contradicts its own format.";
      case TOO_MANY_BYTES -> "The file is longer than the limit of 64 MiB.";
      case TOO_MANY_PIXELS -> "It declares more than 50 million pixels, or a side above 32,767.";
      case TOO_MANY_SCANS -> "A progressive JPEG of more than 100 scans, as attackers make them.";
      case DECODER_TIMEOUT -> "Decoding took longer than 10 s, twice.";
      case DECODER_CRASH -> "The decoding process died of this image, twice.";
      case DECODER_OUT_OF_MEMORY -> "The decoding process ran out of its memory.";
      case READ_FAILED -> "The store did not give the bytes, after retries. Extract again later.";
      case CHANGED_SINCE_PLAN ->
          "Gone, or of another length or time than when the input was listed.";
      case NON_FINITE -> "The network gave a value that is no number.";
    };
  }
}
