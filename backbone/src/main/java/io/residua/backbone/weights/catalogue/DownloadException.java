package io.residua.backbone.weights.catalogue;

/** Official weights that cannot be had; the message says why, and what to bring where instead. */
public final class DownloadException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  DownloadException(String where, String problem) {
    super("[" + where + "] " + problem);
  }

  DownloadException(String where, String problem, Throwable cause) {
    super("[" + where + "] " + problem, cause);
  }
}
