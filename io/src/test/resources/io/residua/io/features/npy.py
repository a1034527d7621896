"""Writes npy.tsv: the header NumPy gives arrays of float32.

Run with NumPy 2 (2.4.6 made the file here):
    python3 npy.py > npy.tsv
Lines are rows, columns and the bytes before the values, in hex.
"""
import io

import numpy as np

SHAPES = [(0, 2048), (1, 1), (9, 9), (10, 10), (1024, 2048), (1_000_000, 512), (123_456_789_012, 2048)]

for rows, columns in SHAPES:
    out = io.BytesIO()
    header = {"descr": "<f4", "fortran_order": False, "shape": (rows, columns)}
    np.lib.format.write_array_header_1_0(out, header)
    print(f"{rows}\t{columns}\t{out.getvalue().hex()}")
