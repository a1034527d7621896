"""Makes the .h5 files beside it, and expected.json with their tensors as h5py reads them back.

Needs Debian's packages python3-h5py and python3-numpy:  /usr/bin/python3 make_hdf5.py
The names are those that Keras 1, 2 and 3 give; the values are drawn from a fixed seed.
"""

import json
import pathlib
import zlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)


def tensor(*shape, dtype="f4"):
    return rng.standard_normal(shape).astype(dtype)


def first_generation(group, names):
    """Keras 1: /conv1/conv1_W:0."""
    for layer, parts in names.items():
        g = group.create_group(layer)
        g.attrs["weight_names"] = [f"{layer}_{p}:0".encode() for p in parts]
        for part, values in parts.items():
            g.create_dataset(f"{layer}_{part}:0", data=values)


def second_generation(group, layers, **options):
    """Keras 2: /conv1_conv/conv1_conv/kernel:0."""
    group.attrs["layer_names"] = [name.encode() for name in layers]
    for layer, parts in layers.items():
        g = group.create_group(layer)
        g.attrs["weight_names"] = [f"{layer}/{p}:0".encode() for p in parts]
        for part, values in parts.items():
            g.create_dataset(f"{layer}/{part}:0", data=values, **options)


def conv(k, i, o):
    return {"kernel": tensor(k, k, i, o), "bias": tensor(o)}


def norm(n):
    return {
        "gamma": tensor(n),
        "beta": tensor(n),
        "moving_mean": tensor(n),
        "moving_variance": abs(tensor(n)),
    }


def write(name, body, **options):
    with h5py.File(HERE / name, "w", **options) as f:
        body(f)


def keras1(f):
    f.attrs["layer_names"] = [b"conv1", b"bn_conv1"]
    first_generation(
        f,
        {
            "conv1": {"W": tensor(3, 3, 3, 2), "b": tensor(2)},
            "bn_conv1": {
                "gamma": tensor(2),
                "beta": tensor(2),
                "running_mean": tensor(2),
                "running_std": abs(tensor(2)),
            },
        },
    )


def keras2(f):
    f.attrs["keras_version"] = "2.2.5"
    f.attrs["backend"] = np.bytes_(b"tensorflow")
    second_generation(f, {"conv1_conv": conv(3, 3, 2), "conv1_bn": norm(2)})


def whole_model(f):
    f.attrs["keras_version"] = "2.11.0"
    f.attrs["model_config"] = "{}" * 40
    second_generation(
        f.create_group("model_weights"), {"conv1_conv": conv(3, 3, 2), "conv1_bn": norm(2)}
    )
    f.create_dataset("optimizer_weights/Adam/iterations:0", data=np.int64(7))


def keras3(f):
    for layer, parts in {"conv1_conv": conv(3, 3, 2), "conv1_bn": norm(2)}.items():
        for i, values in enumerate(parts.values()):
            f.create_dataset(f"layers/{layer}/vars/{i}", data=values)


def compressed(f):
    wide = tensor(5, 7, 3, 4)
    f.create_dataset("gzip", data=wide, chunks=(2, 3, 3, 4), compression="gzip", shuffle=True)
    f.create_dataset("fletcher", data=wide, chunks=(5, 7, 3, 4), fletcher32=True)
    f.create_dataset("plain", data=wide, chunks=(2, 2, 2, 3))
    f.create_dataset("one", data=wide, chunks=wide.shape, compression="gzip")
    f.create_dataset("noise", data=tensor(11), chunks=(4,), compression="gzip")
    f.create_dataset("vector", data=tensor(300), chunks=(7,), shuffle=True, compression="gzip")


def types(f):
    f.create_dataset("half", data=tensor(3, 2, dtype="f2"))
    f.create_dataset("double", data=tensor(3, 2, dtype="f8"))
    f.create_dataset("big-endian", data=tensor(3, 2).astype(">f4"))
    f.create_dataset("scalar", data=np.float32(1.5))
    f.create_dataset("whole", data=np.arange(3))
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((4,))
    d = h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, dcpl=compact)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, tensor(4))


def many(f):
    for i in range(40):
        f.create_dataset(f"group/{i:02d}/kernel:0", data=tensor(2))


for suffix, version in {"old": "earliest", "new": "latest"}.items():
    for body in (keras1, keras2, whole_model, keras3, compressed, types, many):
        write(f"{body.__name__}-{suffix}.h5", body, libver=version)

expected = {}
for path in sorted(HERE.glob("*-*.h5")):
    tensors = {}
    with h5py.File(path) as f:
        f.visititems(
            lambda name, d: tensors.update(
                {
                    name: {
                        "shape": list(d.shape),
                        "values": [float(v) for v in np.asarray(d[()]).astype("f4").ravel()],
                    }
                }
            )
            if isinstance(d, h5py.Dataset) and d.dtype.kind == "f"
            else None
        )
    expected[path.name] = tensors
(HERE / "expected.json").write_text(json.dumps(expected) + "\n")


# What no file of weights has. Each is refused, or what is dangerous in it is left out.
def links(f):
    f["soft"] = h5py.SoftLink("/soft")
    f["dangling"] = h5py.SoftLink("/nowhere")
    f["external"] = h5py.ExternalLink("/etc/passwd", "/a")
    f.create_dataset("a", data=tensor(2))


def loop(f):
    f.create_group("a")["b"] = f["/"]


def external_values(f):
    f.create_dataset("a", (4,), "f4", external=[("/etc/passwd", 0, 16)])


def virtual(f):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "a", (4,))
    f.create_virtual_dataset("a", layout)


def enormous(f):
    f.create_dataset("a", (1 << 30, 1 << 30), "f4", chunks=(1, 16))


def bomb(f):
    zeros = np.zeros(17 << 20, "f4")
    f.create_dataset("a", data=zeros, chunks=(17 << 19,), compression="gzip", compression_opts=9)


def growing_block(f):
    d = f.create_dataset("a", (16,), "f4", chunks=(16,), compression="gzip")
    d.id.write_direct_chunk((0,), zlib.compress(bytes(8 << 20), 9))


def growing(f):
    f.create_dataset("a", data=tensor(9), chunks=(2,), maxshape=(None,))


def lzf(f):
    f.create_dataset("a", data=np.zeros(64, "f4"), chunks=(64,), compression="lzf")


def theano(f):
    f.create_dataset("conv1/conv1_W:0", (64, 3, 7, 7), "f4", chunks=(64, 3, 7, 7))


def theano_backend(f):
    f.attrs["backend"] = "theano"


for body in (theano, theano_backend, links, loop, external_values, virtual, enormous, bomb, growing_block, growing, lzf):
    write(f"hostile_{body.__name__}.h5", body, libver="latest")
