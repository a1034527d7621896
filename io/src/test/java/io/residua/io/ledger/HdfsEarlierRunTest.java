package io.residua.io.ledger;

import io.residua.io.MiniHdfs;
import org.apache.hadoop.conf.Configuration;

class HdfsEarlierRunTest extends EarlierRunContract {

  @Override
  Configuration conf() {
    return MiniHdfs.configuration();
  }

  @Override
  String folder() {
    return MiniHdfs.folder();
  }
}
