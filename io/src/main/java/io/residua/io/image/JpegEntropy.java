package io.residua.io.image;

final class JpegEntropy {
  static boolean complete(Bytes file) throws Refusal {
    return false;
  }
}
