package io.residua.io.ledger;

import io.residua.io.LocalS3;
import java.io.IOException;

class S3LedgerTest extends LedgerContract {

  @Override
  OutputStore store() throws IOException {
    return OutputStore.of(LocalS3.configuration(), LocalS3.folder());
  }

  /** It is a local file, which nobody removes. */
  @Override
  void assertOneTempIsLeft() {}
}
