package io.residua.backbone.weights.catalogue;

import java.net.URI;

/**
 * One official weights file. Every figure is the publisher's, see {@link #source}.
 *
 * @param name as in {@code --weights}: {@code torchvision:resnet50-v2}
 * @param model name of the network it fits, as {@link io.residua.backbone.ResNetSpec#of} reads it
 * @param preprocessing name of what its images went through
 * @param top1 published accuracy on ImageNet's validation set with this preprocessing, in percent
 * @param bytes length of the file, 0 where it is not published
 * @param checksum as published
 * @param licence SPDX identifier
 * @param uri where the publisher has it, http or https
 * @param source where address, checksum and accuracy are stated
 */
public record CatalogueEntry(
    String name,
    String model,
    String preprocessing,
    double top1,
    long bytes,
    Checksum checksum,
    String licence,
    URI uri,
    String source) {

  /**
   * Name of the file in the cache. It begins with the entry's name, for {@code model.safetensors}
   * is the name of many.
   */
  public String fileName() {
    String path = uri.getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    return name.replace(':', '-') + "-" + last;
  }
}
