"""Writes resized.tsv: SHA-256 of what Pillow and torchvision make of generated pictures.

Run with Debian 12's python3-pil (Pillow 9.4.0) and python3-numpy:
    /usr/bin/python3 resized.py > resized.tsv
Resize and CenterCrop are written out as in torchvision 0.14 (long side truncated, offset rounded
half to even), so that torch is not needed.
"""
import hashlib

import numpy as np
from PIL import Image

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
WHOLE = [
    ((1, 1), (3, 2)), ((2, 3), (7, 5)), ((5, 4), (3, 2)), ((5, 4), (5, 2)), ((5, 4), (9, 4)),
    ((17, 13), (64, 48)), ((64, 48), (17, 13)), ((101, 67), (33, 97)), ((67, 101), (97, 33)),
    ((257, 255), (256, 256)), ((640, 3), (7, 11)), ((333, 500), (235, 352)),
]
CROPPED = [
    (257, 300), (256, 256), (235, 235), (300, 200), (640, 480), (1023, 767), (31, 47), (10, 1000),
    (1000, 10), (1, 1),
]


def picture(width, height):
    """Red black or white, green noise, blue a gradient: the first two overshoot."""
    y, x = np.mgrid[0:height, 0:width].astype(np.uint32)
    noise = (x * np.uint32(73856093)) ^ (y * np.uint32(19349663))
    noise = (noise ^ (noise >> np.uint32(13))) * np.uint32(1540483477)
    noise ^= noise >> np.uint32(15)
    red = np.where(noise & np.uint32(256), 255, 0)
    rgb = np.stack([red, noise & np.uint32(255), (x * 7 + y * 3) & np.uint32(255)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8), "RGB")


def resize(image, side, how):
    width, height = image.size
    if width <= height:
        size = (side, int(side * height / width))
    else:
        size = (int(side * width / height), side)
    return image.resize(size, how)


def center_crop(image, side):
    width, height = image.size
    top, left = int(round((height - side) / 2.0)), int(round((width - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def row(name, size, kind, figures, image):
    digest = hashlib.sha256(image.tobytes()).hexdigest()
    print(name, *size, kind, *figures, digest, sep="\t")


print("filter", "width", "height", "kind", "a", "b", "sha256", sep="\t")
for name, how in FILTERS.items():
    for size, to in WHOLE:
        row(name, size, "whole", to, picture(*size).resize(to, how))
    for side, crop in ((256, 224), (235, 224), (232, 224)):
        for size in CROPPED:
            image = center_crop(resize(picture(*size), side, how), crop)
            row(name, size, "cropped", (side, crop), image)
