"""Makes pca.json: vectors, their first two principal components and shares of the variance, by numpy's SVD.

python3 make_pca.py > pca.json      (numpy 2.4.6)
"""

import json
import sys

import numpy

random = numpy.random.default_rng(7)
scales = numpy.array([5.0, 3.0, 2.5] + [1.0] * 9)
basis, _ = numpy.linalg.qr(random.normal(size=(12, 12)))
rows = (random.normal(size=(40, 12)) * scales) @ basis + 10.0
rows = rows.astype(numpy.float32)
centred = rows.astype(numpy.float64) - rows.astype(numpy.float64).mean(axis=0)
left, singular, right = numpy.linalg.svd(centred, full_matrices=False)
for axis in range(2):
    if right[axis][numpy.argmax(numpy.abs(right[axis]))] < 0:
        left[:, axis] *= -1
json.dump(
    {
        "rows": rows.tolist(),
        "coordinates": (left[:, :2] * singular[:2]).tolist(),
        "explained": (singular[:2] ** 2 / (singular**2).sum()).tolist(),
    },
    sys.stdout,
)
