"""Writes the pickle-based weights files of PickledFixturesTest, and what is in them.

Run in this folder with Debian 12's python3, python3-torch 1.13 and python3-numpy 1.24; with
another NumPy (2 and later) it writes only the files named numpy2-*, whose module names differ:

    /usr/bin/python3 make_pickles.py
    PYTHONPATH=FOLDER_OF_NUMPY_2 python3 make_pickles.py

Paddle, Detectron and Detectron2 save plain pickles of NumPy arrays, which are made here as their
own code makes them: paddle/framework/io.py (_legacy_save), detectron/utils/io.py (save_object, of
Python 2), detectron2/tools/convert-torchvision-to-d2.py. Python 2 wrote str for names and raw
values; Python2 below writes the same opcodes.
"""

import argparse
import collections
import json
import pickle
import struct

import numpy

RANDOM = numpy.random.RandomState(7)


def array(*shape):
    return RANDOM.standard_normal(shape).astype("f4")


def expect(name, tensors):
    """What a reader must find: shape and values as float32, row-major."""
    found = {
        key: {"shape": list(t.shape), "values": [float(v) for v in numpy.asarray(t, "f4").ravel()]}
        for key, t in tensors.items()
    }
    with open(f"expected-{name}.json", "w") as out:
        json.dump(found, out, separators=(",", ":"))
        out.write("\n")


def dump(name, value, protocol):
    with open(name, "wb") as out:
        pickle.dump(value, out, protocol)


class Python2(pickle._Pickler):
    """Python 2's cPickle: str and bytes are byte strings, by SHORT_BINSTRING and BINSTRING."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_bytes(self, value):
        if isinstance(value, str):
            value = value.encode("latin1")
        if len(value) < 256:
            self.write(b"U" + struct.pack("<B", len(value)) + value)
        else:
            self.write(b"T" + struct.pack("<i", len(value)) + value)
        self.memoize(value)

    dispatch[bytes] = save_bytes
    dispatch[str] = save_bytes


def numpy_files(prefix):
    blobs = {
        "conv1_w": array(2, 3, 3, 3),
        "res_conv1_bn_s": array(2),
        "res2_0_branch2a_w": array(4, 3, 2, 2).transpose(1, 0, 3, 2),
    }
    for protocol in (0, 1, 2, 3, 4, 5):
        dump(f"{prefix}-protocol{protocol}.pkl", blobs, protocol)
    expect(f"{prefix}-protocols", blobs)
    odd = {
        "big-endian": array(3, 2).astype(">f4"),
        "double": array(3, 2).astype("f8"),
        "half": array(3, 2).astype("f2"),
        "fortran": numpy.asfortranarray(array(3, 4, 2)),
        "empty": array(0, 4),
        "scalar": numpy.asarray(numpy.float32(2.5)),
        "long": array(33, 32),
    }
    for protocol in (2, 4, 5):
        dump(f"{prefix}-odd{protocol}.pkl", odd, protocol)
    expect(f"{prefix}-odd", odd)
    return blobs


def detectron(blobs):
    with open("detectron.pkl", "wb") as out:
        Python2(out, 2).dump({"blobs": blobs, "cfg": "MODEL:\n  TYPE: generalized_rcnn\n" * 300})
    expect("detectron", blobs)
    names = ("stem.conv1.weight", "stem.conv1.norm.weight", "res2.0.conv1.weight")
    model = dict(zip(names, blobs.values()))
    whole = {"model": model, "__author__": "torchvision", "matching_heuristics": True}
    dump("detectron2.pkl", whole, 4)
    expect("detectron2", model)


def paddle():
    half = array(5)
    bits = (half.view("u4") >> 16).astype("u2")
    tensors = {"conv1.weight": array(2, 3, 3, 3), "bn1._mean": array(2), "bn1._variance": bits}
    table = {"StructuredToParameterName@@": {name: f"p_{i}" for i, name in enumerate(tensors)}}
    expected = dict(tensors)
    expected["bn1._variance"] = (bits.astype("u4") << 16).view("f4")
    dump("paddle2.pdparams", {**tensors, **table}, 2)
    dump("paddle4.pdparams", {**tensors, **table}, 4)
    expect("paddle", expected)
    pairs = {name: ("p", value) for name, value in tensors.items() if name != "bn1._variance"}
    dump("paddle-pairs.pdparams", pairs, 4)
    expect("paddle-pairs", {name: pair[1] for name, pair in pairs.items()})


def noted(torch):
    """A class of tensors of this script's own, which a reader must not look for."""
    made = type("Noted", (torch.Tensor,), {})
    globals()["Noted"] = made
    return made


def torch_files():
    import torch

    torch.manual_seed(7)
    big = torch.randn(6, 5)
    state = collections.OrderedDict()
    state["float"] = torch.randn(4, 3, 2, 2)
    state["half"] = torch.randn(3, 5).half()
    state["bfloat16"] = torch.randn(3, 5).bfloat16()
    state["double"] = torch.randn(3, 5).double()
    state["transposed"] = torch.randn(4, 7).t()
    state["channels_last"] = torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    state["whole"] = big
    state["row"] = big[2]
    state["column"] = big[:, 1]
    state["inner"] = big[1:4, 1:3]
    state["step"] = big[::2, ::3]
    state["parameter"] = torch.nn.Parameter(torch.randn(3))
    state["subclass"] = torch.randn(4).as_subclass(noted(torch))
    state["scalar"] = torch.tensor(0.5)
    state["empty"] = torch.zeros(0, 3)
    expected = {name: t.detach().float().numpy() for name, t in state.items()}
    state["num_batches_tracked"] = torch.tensor(7)
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    net(torch.randn(2, 3, 8, 8)).sum().backward()
    optimizer.step()
    checkpoint = {
        "meta": {"epoch": 12, "config": "model = dict(\n" * 500, "CLASSES": ("cat", "dog")},
        "state_dict": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "args": argparse.Namespace(lr=0.1, arch="resnet50"),
        "best_prec1": numpy.float64(91.5),
        "epoch": 12,
        "arch": "resnet50",
    }
    floats = {n: t.numpy() for n, t in net.state_dict().items() if t.is_floating_point()}
    for name, value, wanted in (("state", state, expected), ("checkpoint", checkpoint, floats)):
        torch.save(value, f"torch-{name}.pth")
        torch.save(value, f"torch-{name}-legacy.pth", _use_new_zipfile_serialization=False)
        expect(f"torch-{name}", wanted)
    with open("torchscript.pt", "wb") as out:
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), out)
    torch.save(torch.nn.Linear(2, 2), "whole-model.pth")


if numpy.__version__.startswith("1."):
    detectron(numpy_files("numpy1"))
    paddle()
    torch_files()
else:
    numpy_files("numpy2")
