#!/usr/bin/env python3
"""Feeds stage maps that Residua extracted to a feature pyramid network (FPN), as a detection model does.

    residua extract --input /data/photos --output /data/maps --weights torchvision:resnet50-v2 \
        --preprocess detection-800 --maps conv2_x,conv3_x,conv4_x,conv5_x --maps-dtype f16
    python3 feature_pyramid.py /data/maps

Needs pyarrow, torch and torchvision. `pyramids` is what to take into a program of your own; the FPN here has
random weights: load those of your detector.
"""
import pathlib
import sys
from typing import Iterator, NamedTuple

import numpy
import pyarrow as pa
import torch
from torchvision.ops import FeaturePyramidNetwork

STAGES = ("conv2_x", "conv3_x", "conv4_x", "conv5_x")


class StageMap(NamedTuple):
    """A stage's map of one image.

    map: [channels, height, width] of the stored dtype. A cell covers stride x stride pixels of the network's input, of
    which the first valid_width x valid_height are image and the rest padding.
    """

    uri: str
    map: numpy.ndarray
    stride: int
    valid_width: int
    valid_height: int
    left: int
    top: int
    scale_x: float
    scale_y: float

    def in_image(self, boxes: torch.Tensor) -> torch.Tensor:
        """Boxes [N, 4] (x1, y1, x2, y2) in pixels of the network's input, as boxes in pixels of the image."""
        offset = boxes.new_tensor([self.left, self.top] * 2)
        return (boxes + offset) / boxes.new_tensor([self.scale_x, self.scale_y] * 2)


def stage_maps(file: pathlib.Path) -> Iterator[StageMap]:
    """The rows of a file OUT/maps/STAGE/shard-N.arrow, memory-mapped: a map is read when it is looked at."""
    reader = pa.ipc.open_file(pa.memory_map(str(file)))
    for number in range(reader.num_record_batches):
        batch = reader.get_batch(number)
        others = [name for name in StageMap._fields if name != "map"]
        for row, array in enumerate(arrays(batch.column("map"))):
            values = {name: batch.column(name)[row].as_py() for name in others}
            yield StageMap(map=array, **values)


def arrays(column: pa.Array) -> Iterator[numpy.ndarray]:
    """Arrow's fixed_shape_tensor, or variable_shape_tensor: a struct of data and shape."""
    if isinstance(column, pa.FixedShapeTensorArray):
        yield from column.to_numpy_ndarray()
        return
    storage = column.storage if isinstance(column, pa.ExtensionArray) else column
    data, shapes = storage.field("data"), storage.field("shape")
    for row in range(len(storage)):
        yield data[row].values.to_numpy().reshape(shapes[row].values.to_numpy())


def images(output: pathlib.Path) -> Iterator[dict[str, StageMap]]:
    """Each embedded image's maps by stage, in the order of the plan."""
    shards = sorted(file.name for file in (output / "maps" / STAGES[0]).glob("shard-*.arrow"))
    for shard in shards:
        files = [stage_maps(output / "maps" / stage / shard) for stage in STAGES]
        for maps in zip(*files, strict=True):
            yield dict(zip(STAGES, maps))


def pyramids(output: pathlib.Path, fpn: FeaturePyramidNetwork) -> Iterator[tuple[dict[str, StageMap], dict[str, torch.Tensor]]]:
    """The maps of each image, and the FPN's output of them: by level, float32 NCHW [1, channels, height, width]."""
    for maps in images(output):
        inputs = {stage: torch.tensor(entry.map, dtype=torch.float32)[None] for stage, entry in maps.items()}
        with torch.inference_mode():
            yield maps, fpn(inputs)


def channels(output: pathlib.Path) -> list[int]:
    """Channels of each stage."""
    first = next(images(output))
    return [first[stage].map.shape[0] for stage in STAGES]


def main(output: pathlib.Path) -> None:
    fpn = FeaturePyramidNetwork(channels(output), out_channels=256).eval()
    for maps, levels in pyramids(output, fpn):
        print(maps["conv2_x"].uri)
        for stage, level in levels.items():
            print(f"  {stage}: stride {maps[stage].stride:2}, {list(level.shape)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
