package io.residua.io.lake;

/** Files that hold many images. */
public enum ContainerFormat {

  /**
   * A tar archive in the WebDataset convention. The offset is that of the header the image's sample
   * begins with, in bytes; the index counts the sample's members from there.
   */
  WEBDATASET("webdataset"),

  /** A Parquet file with a column of images. The offset is the number of the row in the file. */
  PARQUET("parquet"),

  /**
   * Hadoop's SequenceFile of Text and BytesWritable. The offset is that of the record, or of its
   * block in a block-compressed file, in bytes; the index counts the block's records.
   */
  SEQUENCEFILE("sequencefile");

  private final String label;

  ContainerFormat(String label) {
    this.label = label;
  }

  /** The spelling of {@code --input-format}. */
  public String label() {
    return label;
  }

  /**
   * The format spelled {@code label}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ContainerFormat of(String label) {
    for (ContainerFormat format : values()) {
      if (format.label.equals(label)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "[%s] container: expected webdataset, parquet or sequencefile".formatted(label));
  }
}
