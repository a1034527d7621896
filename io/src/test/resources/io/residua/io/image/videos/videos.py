"""Writes small animated GIFs and WebPs and multi-page TIFFs, and videos.tsv: SHA-256 of every frame's RGB.

Run with Debian 12's python3-pil (Pillow 9.4.0) in this folder:
    /usr/bin/python3 videos.py
"""
import hashlib
import os
import struct

from PIL import Image, ImageDraw

SIZE = (20, 14)


def picture(i, mode="RGB"):
    image = Image.new("RGB", SIZE, (30 * i, 90, 160))
    pen = ImageDraw.Draw(image)
    pen.ellipse((i, 2, i + 8, 10), fill=(250, 220 - 40 * i, 20))
    pen.point((19, 13), fill=(i, 2 * i, 3 * i))
    return image.convert(mode)


def lzw(indices, bits):
    """Uncompressed LZW: a clear code before the table can grow."""
    clear, out, held, count = 1 << bits, bytearray(), 0, 0
    codes = []
    for n, index in enumerate(indices):
        if n % ((1 << bits) - 2) == 0:
            codes.append(clear)
        codes.append(index)
    codes.append(clear + 1)
    for code in codes:
        held |= code << count
        count += bits + 1
        while count >= 8:
            out.append(held & 255)
            held >>= 8
            count -= 8
    out.append(held & 255)
    blocks = b"".join(bytes([len(out[i : i + 255])]) + out[i : i + 255] for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def gif(name, palette, frames):
    """frames: (left, top, width, height, disposal, transparent or None, local palette or None)."""
    data = b"GIF89a" + struct.pack("<HHBBB", *SIZE, 0x91 if palette else 0, 2, 0) + (palette or b"")
    for n, (left, top, width, height, disposal, transparent, local) in enumerate(frames):
        flags = disposal << 2 | (transparent is not None)
        data += b"!\xf9\x04" + struct.pack("<BHB", flags, 10, transparent or 0) + b"\0"
        data += b"," + struct.pack("<HHHHB", left, top, width, height, 0x81 if local else 0)
        data += local or b""
        data += lzw([(x * (n + 1) + y + n) % 4 for y in range(height) for x in range(width)], 2)
    with open(name, "wb") as out:
        out.write(data + b";")


A = bytes([0, 0, 0, 200, 30, 40, 20, 220, 60, 250, 250, 10])
B = bytes([90, 10, 10, 10, 90, 10, 10, 10, 90, 255, 255, 255])
RAMP = bytes(i // 3 for i in range(12))
WHOLE = (0, 0, 20, 14)


def part(n):
    return (2 * n, n, 9, 8)


for disposal in range(5):
    for transparent in (None, 1):
        kind = "opaque" if transparent is None else "transparent"
        frames = [WHOLE + (disposal, transparent, None)]
        frames += [part(n) + (disposal, transparent, None) for n in range(1, 5)]
        gif("disposal-%d-%s.gif" % (disposal, kind), A, frames)
gif("sticky.gif", A, [WHOLE + (1, None, None), part(1) + (2, 3, None), part(2) + (0, None, None), part(3) + (3, 2, B), part(4) + (0, 0, None), part(1) + (1, 1, B)])
gif("local.gif", None, [part(1) + (2, None, B), part(2) + (1, 2, A), part(1) + (3, None, B), part(3) + (1, 0, A)])
gif("gray.gif", RAMP, [WHOLE + (1, 2, None), part(1) + (2, 1, None), part(2) + (3, None, None), part(3) + (1, 3, None)])
gif("one.gif", A, [WHOLE + (0, None, None)])
rgb = [picture(i) for i in range(6)]
rgb[0].save("saved.gif", save_all=True, append_images=rgb[1:], duration=50)
rgb[0].convert("L").save("saved-gray.gif", save_all=True, append_images=[i.convert("L") for i in rgb[1:]])
for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    name = "pages-%s.tif" % compression.replace("_", "-")
    rgb[0].save(name, save_all=True, append_images=rgb[1:4], compression=compression)
modes = [picture(0), picture(1, "L"), picture(3, "1"), picture(4, "CMYK")]
modes[0].save("pages-modes.tif", save_all=True, append_images=modes[1:])

for lossless in (True, False):
    name = "saved-%s.webp" % ("lossless" if lossless else "lossy")
    rgb[0].save(name, save_all=True, append_images=rgb[1:], lossless=lossless, duration=50)
clear = [Image.new("RGBA", SIZE, (0, 0, 0, 0)) for _ in range(5)]
for i, image in enumerate(clear):
    ImageDraw.Draw(image).rectangle((2 * i, i, 2 * i + 8, i + 7), fill=(40 * i, 200, 90, 255 - 50 * i))
clear[0].save("saved-clear.webp", save_all=True, append_images=clear[1:], lossless=True, exact=True, duration=50)
clear[0].save("saved-background.webp", save_all=True, append_images=clear[1:], lossless=True, background=(9, 80, 7, 255), allow_mixed=True, duration=50)

with open("videos.tsv", "w") as table:
    for name in sorted(os.listdir(".")):
        if name.endswith((".gif", ".tif", ".webp")):
            with Image.open(name) as video:
                for i in range(video.n_frames):
                    video.seek(i)
                    frame = video.convert("RGB")
                    digest = hashlib.sha256(frame.tobytes()).hexdigest()
                    print(name, i, *frame.size, digest, sep="\t", file=table)
