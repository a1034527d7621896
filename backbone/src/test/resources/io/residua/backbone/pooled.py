"""Writes pooled.tsv: what torch makes of generated channels of a map.

Run with Debian 12's python3-torch (1.13) and python3-numpy:
    /usr/bin/python3 pooled.py > pooled.tsv
Maps are float32, clamped as such, and pooled in float64. gem is the function of that name in
cirtorch/layers/functional.py of Radenovic et al., l2 is torch.nn.functional.normalize. Rows are
left out where a power leaves the range of float64.
"""
import numpy as np
import torch
import torch.nn.functional as F

POWERS = ["0.001", "0.25", "1.0", "2.0", "2.92", "3.0", "7.0", "64.0", "99.5", "1000.0"]


def gem(x, p, eps=1e-6):
    x = x.clamp(min=eps).double()
    return F.avg_pool2d(x.pow(p), (x.size(-2), x.size(-1))).pow(1.0 / p)


def l2(x):
    return F.normalize(x.flatten().double(), dim=0)


POOLINGS = {
    "avg": lambda x: F.adaptive_avg_pool2d(x.double(), 1),
    "max": lambda x: F.adaptive_max_pool2d(x, 1),
    "l2": l2,
    **{"gem:" + p: lambda x, p=float(p): gem(x, p) for p in POWERS},
}


def channels():
    """Height x width maps as a ReLU leaves them, and its extremes."""
    random = np.random.RandomState(5)
    yield random.rand(7, 7)
    yield np.maximum(random.randn(7, 5), 0)
    yield np.maximum(random.randn(3, 9) - 1, 0) * 20
    yield np.zeros((2, 3))
    yield np.full((2, 2), 0.7)
    yield np.array([[1e-7, 1e-6, 3e-6], [0, 2e-6, 1e-8]])
    yield np.array([[0, 0, 1], [0, 0, 0]])
    yield np.array([[1.25]])
    yield np.array([[3e30, 1e25, 0], [2e30, 1, 1e-3]])
    yield np.array([[0, 3e-14, 4e-14]])


def text(values):
    return " ".join(repr(value) for value in values.flatten().tolist())


print("pooling", "values", "pooled", sep="\t")
for channel in channels():
    values = torch.from_numpy(channel.astype(np.float32))[None]
    for label, pool in POOLINGS.items():
        pooled = pool(values)
        if 0 < pooled.max() < np.inf or values.max() == 0 and not label.startswith("gem"):
            print(label, text(values), text(pooled), sep="\t")
