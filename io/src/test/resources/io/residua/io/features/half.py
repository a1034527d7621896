"""Writes half.tsv: what NumPy rounds float32 to in float16.

Run with any NumPy of 1.20 or later (2.4.6 made the file here):
    python3 half.py > half.tsv
Lines are bits of a float32 and of its float16; the last one is the SHA-256 of the float16s, int16
little-endian, of every float32 whose bits are a multiple of 257 and whose magnitude is below 65,520.
"""
import hashlib

import numpy as np

EDGES = [
    0.0, -0.0, 1.0, -1.0, 1 / 3, 0.1, 2.0**-14, 2.0**-15, 2.0**-24, 2.0**-25, 2.0**-26, 1e-30, 65504.0,
    65519.996, -65519.996, 1.0004883, 1.0014648, 2.0**-25 + 2.0**-40, 3 * 2.0**-25, 1023.5 * 2.0**-24,
    np.float32(1e-45), np.pi, 2047.5, 2049.0, 4097.0, 6.1e-5, 5.96e-8,
]

edges = np.array(EDGES, np.float32)
for value in edges:
    print(f"{value.view(np.uint32):08x}\t{value.astype(np.float16).view(np.uint16):04x}")

digest = hashlib.sha256()
bits = np.arange(0, 2**32, 257, dtype=np.uint64).astype(np.uint32)
bits = bits[(bits & 0x7FFFFFFF) < np.float32(65520).view(np.uint32)]
digest.update(bits.view(np.float32).astype("<f2").tobytes())
print(f"sha256\t{digest.hexdigest()}")
