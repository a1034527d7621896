"""Makes the files beside it and reduced.tsv with Pillow: JPEG files decoded at 1/1 to 1/8 by
Image.draft, turned by ImageOps.exif_transpose, resized and cut. Run in this folder."""

import hashlib

import numpy as np
from PIL import Image, ImageOps

RESIZE, CROP = 40, 32
EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    waves = [np.sin(x / 9 + y / 31), np.sin(x / 23 - y / 7), np.cos(np.hypot(x, y) / 13)]
    return Image.fromarray(np.stack([(127.5 + 120 * w).astype(np.uint8) for w in waves], axis=-1))


def denominator(width, height, full):
    fits = lambda d: width // d >= full[0] and height // d >= full[1]
    return next(d for d in (8, 4, 2, 1) if d == 1 or fits(d))


with open("reduced.tsv", "w") as table:
    table.write("file\tdenominator\twidth\theight\tsha256\n")
    for width, height, orientation in [
        (66, 79, 1), (83, 97, 1), (171, 223, 1), (339, 400, 1), (399, 321, 6), (319, 400, 1), (900, 321, 8)
    ]:
        name = f"{width}x{height}-{orientation}.jpg"
        picture(width, height).save(name, quality=60, exif=EXIF % orientation)
        image = Image.open(name)
        turned = (height, width) if orientation > 4 else (width, height)
        short = min(turned)
        full = tuple(RESIZE * side // short for side in turned)
        stored = full[::-1] if orientation > 4 else full
        d = denominator(width, height, stored)
        image.draft("RGB", (width // d, height // d))
        image.load()
        assert image.size == (-(-width // d), -(-height // d)), (name, d, image.size)
        resized = ImageOps.exif_transpose(image).resize(full, Image.BILINEAR)
        left, top = (round((side - CROP) / 2) for side in full)
        seen = resized.crop((left, top, left + CROP, top + CROP))
        sha256 = hashlib.sha256(seen.tobytes()).hexdigest()
        table.write(f"{name}\t{d}\t{turned[0]}\t{turned[1]}\t{sha256}\n")
