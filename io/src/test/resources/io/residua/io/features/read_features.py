"""Checks stage maps files and arrays that ReadInPythonTest wrote: exits with 0 where all is as it was written.

    python3 read_features.py maps FILE DTYPE      .arrow, memory-mapped, or .parquet
    python3 read_features.py npy FILE

Needs NumPy and pyarrow 26 (tried with 2.4.6 and 26.0.1). What is expected is computed here by the rule the
test writes by, and rounded to float16 by NumPy.
"""
import hashlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def values(row, count):
    """float32; half of them 0, as behind a ReLU."""
    i = np.arange(count, dtype=np.int64)
    positive = ((row * 31 + i * 7) % 1000).astype(np.float32) * np.float32(0.37)
    return np.where(i % 2 == 0, positive, np.float32(0))


def uri(row):
    return f"file:/photos/{row:03d} é😀.jpg"


def columns(row):
    return {
        "uri": uri(row), "width": 640 + row, "height": 480, "valid_width": 224, "valid_height": 223 - row,
        "left": row, "top": 2 * row, "stride": 16, "scale_x": 0.1 * row + 0.1, "scale_y": 1 / 3,
    }


def shape(row, fixed):
    return [4, 5, 6] if fixed else [4, 5 + row, 6]


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: expected {expected}, found {found}")


def uris_sha256(uris):
    digest = hashlib.sha256()
    for text in uris:
        encoded = text.encode()
        digest.update(b"%d %s\n" % (len(encoded), encoded))
    return digest.hexdigest()


def check_key_values(schema, footer, table):
    check("origin", schema.get(b"residua.model"), b"resnet50")
    check("stage", schema.get(b"residua.map-stage"), b"conv4_x")
    check("rows", footer.get(b"residua.rows"), str(table.num_rows).encode())
    check("sha256", footer.get(b"residua.rows-sha256").decode(), uris_sha256(table["uri"].to_pylist()))


def check_rows(table, maps, dtype, fixed):
    for field in table.schema:
        check(f"{field.name} is nullable", field.nullable, False)
    for row in range(table.num_rows):
        for name, expected in columns(row).items():
            check(f"row {row}, {name}", table[name][row].as_py(), expected)
        array = maps(row)
        check(f"row {row}, dtype", array.dtype, dtype)
        check(f"row {row}, shape", list(array.shape), shape(row, fixed))
        expected = values(row, array.size).astype(dtype)
        check(f"row {row}, values", array.tobytes(), expected.tobytes())


def fixed_or_variable(column, fixed):
    """The maps of a chunked column of a canonical tensor type, by row."""
    if fixed:
        arrays = [tensor for chunk in column.chunks for tensor in chunk.to_numpy_ndarray()]
        return lambda row: arrays[row]
    storage = [chunk.storage if isinstance(chunk, pa.ExtensionArray) else chunk for chunk in column.chunks]
    pairs = [
        (chunk.field("data")[i].values.to_numpy(), chunk.field("shape")[i].values.to_numpy())
        for chunk in storage
        for i in range(len(chunk))
    ]
    return lambda row: pairs[row][0].reshape(pairs[row][1])


def check_arrow(path, dtype):
    with pa.memory_map(path) as mapped:
        file = pa.ipc.open_file(mapped)
        table = file.read_all()
        table.validate(full=True)
        field = table.schema.field("map")
        fixed = "fixed" in str(field.type)
        value = {"float16": "halffloat", "float32": "float"}[dtype.name]
        form = f"value_type={value}, shape=[4,5,6]" if fixed else f"value_type={value}, ndim=3"
        kind = "fixed" if fixed else "variable"
        check("type", str(field.type), f"extension<arrow.{kind}_shape_tensor[{form}, dim_names=[C,H,W]]>")
        check("keys", list(table.schema.metadata), sorted(table.schema.metadata))
        check_key_values(table.schema.metadata, file.metadata, table)
        check_rows(table, fixed_or_variable(table["map"], fixed), dtype, fixed)
        check("bytes copied", pa.total_allocated_bytes(), 0)
        return table, file.num_record_batches, kind


def check_parquet(path, dtype):
    file = pq.ParquetFile(path, page_checksum_verification=True)
    table = file.read()
    table.validate(full=True)
    key_values = file.metadata.metadata
    check_key_values(key_values, key_values, table)
    shapes = table["shape"].to_pylist()
    fixed = all(shape == shapes[0] for shape in shapes)
    maps = [chunk[i].values.to_numpy() for chunk in table["map"].chunks for i in range(len(chunk))]
    check_rows(table, lambda row: maps[row].reshape(shapes[row]), dtype, fixed)
    return table, file.num_row_groups, "fixed" if fixed else "variable"


def check_maps(path, dtype):
    reader = check_arrow if path.endswith(".arrow") else check_parquet
    table, batches, kind = reader(path, np.dtype({"f16": "float16", "f32": "float32"}[dtype]))
    print(f"{kind} {dtype}: {table.num_rows} rows in {batches} batches are as written")


def check_npy(path):
    array = np.load(path, mmap_mode="r")
    check("shape", array.shape, (7, 33))
    check("dtype", array.dtype, np.dtype("<f4"))
    check("order", array.flags.c_contiguous, True)
    for row in range(7):
        check(f"row {row}", array[row].tobytes(), values(row, 33).tobytes())
    print(f"npy: {array.shape} are as written")


if sys.argv[1] == "npy":
    check_npy(sys.argv[2])
else:
    check_maps(sys.argv[2], sys.argv[3])
