#!/usr/bin/env python3
"""Checks feature_pyramid.py against torchvision: the same pictures and weights through torchvision's own backbone with FPN.

    python3 check_feature_pyramid.py [IMAGES]

Makes weights with torch, has `residua extract` of this checkout write maps of the images (of IMAGES, else of drawn ones),
and compares every level of the pyramid with that of torchvision.models.detection's BackboneWithFPN. Exit code 0 when all
agree within 1e-3 of a level's maximum. Needs pyarrow, torch, torchvision and Pillow; tried with Debian's torch 1.13,
torchvision 0.14, Pillow 9.4, and pyarrow 23.
"""
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.parse

import torch
from PIL import Image, ImageDraw
from torchvision.models import resnet50
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.transforms.functional import normalize, to_tensor

from feature_pyramid import STAGES, StageMap, pyramids

TOLERANCE = 1e-3
RESIDUA = pathlib.Path(__file__).resolve().parents[1] / "bin" / "residua"
RUNS = (  # preprocessing, dtype of the maps
    ("imagenet-224", "f32"),
    ("detection-800", "f32"),
    ("detection-800", "f16"),
)


def draw(folder: pathlib.Path) -> None:
    """Pictures of several shapes: shaded, with discs and lines."""
    random.seed(7)
    for number, size in enumerate([(640, 480), (480, 640), (500, 375), (333, 500), (900, 300), (256, 256)]):
        picture = Image.linear_gradient("L").resize(size).convert("RGB")
        pen = ImageDraw.Draw(picture)
        for _ in range(30):
            x, y, r = random.randrange(size[0]), random.randrange(size[1]), random.randrange(5, 80)
            colour = tuple(random.randrange(256) for _ in range(3))
            pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)
            pen.line((0, y, size[0], x % size[1]), fill=colour[::-1], width=3)
        picture.save(folder / f"{number}.png")


def networks() -> tuple[torch.nn.Module, BackboneWithFPN]:
    """ResNet-50 of random weights whose batch norms have seen data, and the same below an FPN of random weights."""
    torch.manual_seed(7)
    body = resnet50(weights=None)
    body.train()
    with torch.no_grad():
        for _ in range(8):
            body(torch.randn(4, 3, 224, 224))
    layers = {f"layer{number}": stage for number, stage in enumerate(STAGES, start=1)}
    return body.eval(), BackboneWithFPN(body, layers, [256, 512, 1024, 2048], 256).eval()


def extract(folder: pathlib.Path, images: pathlib.Path, weights: pathlib.Path, run: tuple[str, str]) -> pathlib.Path:
    preprocess, dtype = run
    output = folder / "-".join(run)
    subprocess.run(
        [RESIDUA, "extract", "--input", images, "--output", output, "--weights", weights, "--preprocess", preprocess,
         "--precision", "f32", "--maps", ",".join(STAGES), "--maps-dtype", dtype],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return output


def network_input(entry: StageMap) -> torch.Tensor:
    """float32 NCHW [1, 3, H, W], normalized; resized and cropped by Pillow to what the row says."""
    image = Image.open(urllib.parse.urlparse(entry.uri).path).convert("RGB")
    size = round(image.width * entry.scale_x), round(image.height * entry.scale_y)
    seen = entry.left, entry.top, entry.left + entry.valid_width, entry.top + entry.valid_height
    pixels = to_tensor(image.resize(size, Image.BILINEAR).crop(seen))
    pixels = normalize(pixels, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    height, width = (extent * entry.stride for extent in entry.map.shape[1:])
    return torch.nn.functional.pad(pixels, (0, width - entry.valid_width, 0, height - entry.valid_height))[None]


def differences(output: pathlib.Path, model: BackboneWithFPN) -> tuple[int, dict[str, float]]:
    """The images, and each level's largest difference from torchvision's, of the level's maximum."""
    count, worst = 0, {}
    for maps, levels in pyramids(output, model.fpn):
        with torch.inference_mode():
            expected = model(network_input(maps["conv2_x"]))
        for name, level in levels.items():
            of_maximum = ((level - expected[name]).abs().max() / expected[name].abs().max()).item()
            worst[name] = max(worst.get(name, 0), of_maximum)
        count += 1
    return count, worst


def main(images: pathlib.Path | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if images is None:
            images = folder / "pictures"
            images.mkdir()
            draw(images)
        body, model = networks()
        weights = folder / "resnet50.pth"
        torch.save(body.state_dict(), weights)
        agree = True
        for run in RUNS:
            count, worst = differences(extract(folder, images, weights, run), model)
            agree &= count > 0 and max(worst.values()) <= TOLERANCE
            print(f"{', '.join(run)}, {count} images:", ", ".join(f"{name} {d:.1e}" for name, d in worst.items()))
    sys.exit(0 if agree else f"expected differences of at most {TOLERANCE:.0e} of a level's maximum")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None)
