"""Makes the containers beside this file, and expected.tsv with what is in them, by tools that are
none of Residua's: Python's tarfile, webdataset 1.0.2, GNU tar, pyarrow 26.0.1.

Run in this folder: python containers.py
"""
import datetime
import hashlib
import io
import json
import os
import random
import subprocess
import tarfile
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq
import webdataset

rows = []


def blob(seed, size):
    return random.Random(seed).randbytes(size)


def expect(container, name, data, **values):
    rows.append((container, name, len(data), hashlib.sha256(data).hexdigest(), json.dumps(values, sort_keys=True)))


def member(tar, name, data=b"", kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, link
    tar.addfile(info, io.BytesIO(data))


def tars():
    for label, form in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        container = label + ".tar"
        with tarfile.open(container, "w", format=form) as tar:
            member(tar, "folder/", kind=tarfile.DIRTYPE)
            names = ["folder/a.jpg", "folder/b.left.PNG", "folder/b.right.png", "d" * 60 + "/" + "n" * 90 + ".webp"]
            if label != "ustar":
                names += ["long/" * 60 + "x.tiff", "Grüße/日本.jpeg"]
            for i, name in enumerate(names):
                data = blob(name, 100 + 300 * i)
                key = name[: name.index(".", name.rindex("/"))]
                text = "caption of " + name
                if not name.endswith("right.png"):
                    member(tar, key + ".txt", text.encode())
                    label_of = str(i).encode()
                    if i % 2 == 0:
                        member(tar, key + ".cls", label_of)
                member(tar, name, data)
                sample = 1 if name.endswith("right.png") else i
                expect(container, name, data, txt="caption of " + names[sample], cls=str(sample) if sample % 2 == 0 else None)
            member(tar, "folder/._a.jpg", b"macOS")
            member(tar, "_hidden.jpg", b"hidden")
            member(tar, "link.jpg", kind=tarfile.SYMTYPE, link="folder/a.jpg")
            member(tar, "hard.jpg", kind=tarfile.LNKTYPE, link="folder/a.jpg")
            member(tar, "readme.md", b"no image")
    with webdataset.TarWriter("webdataset.tar", mtime=0) as sink:
        for i in range(5):
            data = blob(i, 1500)
            sink.write({"__key__": "sample%03d" % i, "jpg": data, "cls": i, "json": {"i": i}})
            expect("webdataset.tar", "sample%03d.jpg" % i, data, txt=None, cls=str(i))
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/sparse.jpg", "wb") as out:
            out.truncate(1 << 20)
            out.seek(1 << 19)
            out.write(b"x" * 4096)
        with open(folder + "/whole.jpg", "wb") as out:
            out.write(blob("whole", 600))
        subprocess.run(
            ["tar", "--sparse", "--format=gnu", "--owner=0", "--group=0", "--mtime=@0", "--sort=name", "-C", folder, "-cf", "sparse.tar", "sparse.jpg", "whole.jpg"],
            check=True)
    expect("sparse.tar", "whole.jpg", blob("whole", 600), txt=None, cls=None)


def tables():
    count = 40
    images = [None if i == 7 else blob(i, 60 + 12 * i) for i in range(count)]
    images[12] = images[11]
    names = [None if i == 3 else "photo-%d.jpg" % (i % 20) for i in range(count)]
    day = datetime.date(2026, 11, 23)
    moment = datetime.datetime(2026, 11, 23, 12, 0, 0, 123456)
    table = pa.table({
        "id": pa.array(range(count), pa.int64()),
        "image": pa.array(images, pa.binary()),
        "file": pa.array(names, pa.string()),
        "small": pa.array([None if i % 5 == 0 else i for i in range(count)], pa.int32()),
        "score": pa.array([i / 3 for i in range(count)], pa.float64()),
        "half": pa.array([i / 2 for i in range(count)], pa.float32()),
        "good": pa.array([i % 3 == 0 for i in range(count)], pa.bool_()),
        "day": pa.array([day + datetime.timedelta(i) for i in range(count)], pa.date32()),
        "at": pa.array([moment + datetime.timedelta(seconds=i) for i in range(count)], pa.timestamp("us", tz="UTC")),
        "local": pa.array([moment] * count, pa.timestamp("us")),
        "price": pa.array([i for i in range(count)], pa.decimal128(12, 2)),
        "tags": pa.array([[str(i)] for i in range(count)], pa.list_(pa.string())),
    })
    forms = {
        "plain.parquet": dict(compression="none", use_dictionary=False),
        "snappy.parquet": dict(compression="snappy", use_dictionary=True, row_group_size=9),
        "indexed.parquet": dict(compression="zstd", use_dictionary=False, row_group_size=25, write_page_index=True, data_page_size=400, write_batch_size=4, write_page_checksum=True),
        "indexed-v2.parquet": dict(compression="gzip", use_dictionary=False, row_group_size=25, write_page_index=True, data_page_size=400, write_batch_size=4, data_page_version="2.0"),
        "pages-v2.parquet": dict(compression="lz4", use_dictionary=True, data_page_size=400, write_batch_size=4, data_page_version="2.0"),
        "delta.parquet": dict(compression="snappy", use_dictionary=False, data_page_size=700, write_batch_size=4,
                              column_encoding={"image": "DELTA_LENGTH_BYTE_ARRAY", "file": "DELTA_BYTE_ARRAY", "id": "DELTA_BINARY_PACKED",
                                               "half": "BYTE_STREAM_SPLIT", "good": "RLE", "small": "DELTA_BINARY_PACKED"}),
    }
    for container, form in forms.items():
        pq.write_table(table, container, **form)
        for i in range(count):
            name = "%09d" % i + ("" if names[i] is None else "/" + names[i])
            expect(container, name, images[i] or b"", id=i, file=names[i], small=None if i % 5 == 0 else i, half=i / 2, good=i % 3 == 0)
    hugging = pa.table({
        "image": pa.array([None if i == 2 else {"bytes": blob(i, 300), "path": None if i == 4 else "train/%d.png" % i} for i in range(6)],
                          pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "label": pa.array(range(6), pa.int64()),
    })
    features = {"info": {"features": {"image": {"_type": "Image"}, "label": {"dtype": "int64", "_type": "Value"}}}}
    pq.write_table(hugging.replace_schema_metadata({"huggingface": json.dumps(features)}), "huggingface.parquet", row_group_size=4)
    for i in range(6):
        expect("huggingface.parquet", "%09d" % i + ("" if i in (2, 4) else "/%d.png" % i), b"" if i == 2 else blob(i, 300), label=i)
    pq.write_table(pa.table({"images": pa.array([[b"a", b"b"]], pa.list_(pa.binary()))}), "nested.parquet")
    pq.write_table(pa.table({"a": pa.array([b"a"]), "b": pa.array([b"b"])}), "two.parquet")
    pq.write_table(pa.table({"url": pa.array(["hdfs://a/b.jpg"]), "note": pa.array(["x"])}), "manifest.parquet")


tars()
tables()
with open("expected.tsv", "w", encoding="utf-8") as out:
    out.write("container\tname\tbytes\tsha256\tvalues\n")
    for row in rows:
        out.write("\t".join(map(str, row)) + "\n")
