package io.residua.io.ledger;

import io.residua.io.MiniHdfs;
import java.io.IOException;

class HdfsStoreTest extends OutputStoreContract {

  @Override
  OutputStore store() throws IOException {
    return OutputStore.of(MiniHdfs.configuration(), MiniHdfs.folder());
  }
}
