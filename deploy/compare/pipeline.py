#!/usr/bin/env python3
"""A hand-written pipeline to compare Residua with: JPEG files in, ResNet-50 embeddings in a Parquet file a worker out.

    python3 pipeline.py torch|openvino|onnxruntime f32|bf16 FOLDER [IMAGES=1600] [WORKERS=2]

Prints images per second from when all workers have run a batch of zeros. The files of FOLDER are taken again and again
until there are IMAGES. Each worker is a process with one thread,
the arrangement that was fastest: decoding, resizing and cropping as torchvision does with Pillow, batches of 16, a forward
pass, rows of uri and embedding. Weights are random, which costs the same. It accounts for nothing, resumes nothing and
falls with the first broken file.

Needs pip install torch torchvision pyarrow, a C++ compiler for torch.compile, and openvino, or onnxruntime and onnx, for those.
"""
import multiprocessing
import pathlib
import sys
import tempfile
import time

import numpy
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from PIL import Image
from torchvision.models import resnet50

BATCH = 16
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
STD = numpy.array([0.229, 0.224, 0.225], numpy.float32)
SCHEMA = pa.schema({"uri": pa.string(), "embedding": pa.list_(pa.float32())})


def network() -> torch.nn.Module:
    torch.manual_seed(7)
    model = resnet50(weights=None)
    model.fc = torch.nn.Identity()
    return model.eval()


def with_torch(precision: str):
    import torch._inductor.config

    torch._inductor.config.freezing = True
    model = torch.compile(network().to(memory_format=torch.channels_last))

    def run(pixels: numpy.ndarray) -> numpy.ndarray:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            return model(torch.from_numpy(pixels).to(memory_format=torch.channels_last)).float().numpy()

    return run


def with_openvino(precision: str):
    import openvino

    model = openvino.convert_model(network(), example_input=torch.zeros(BATCH, 3, 224, 224), input=[BATCH, 3, 224, 224])
    # Pinned, the threads of all workers would be on one core.
    settings = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    compiled = openvino.compile_model(model, "CPU", settings)
    return lambda pixels: compiled(pixels)[0]


def with_onnxruntime(precision: str):
    import onnxruntime

    if precision != "f32":
        sys.exit("onnxruntime has no bf16 convolutions on processors; f32 is what it can do")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        torch.onnx.export(network(), torch.zeros(BATCH, 3, 224, 224), file.name, dynamo=False)
        session = onnxruntime.InferenceSession(file.name, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda pixels: session.run(None, {name: pixels})[0]


ENGINES = {"torch": with_torch, "openvino": with_openvino, "onnxruntime": with_onnxruntime}


def pixels(file: pathlib.Path) -> numpy.ndarray:
    """float32 [3, 224, 224], RGB, normalized: torchvision's Resize(256), CenterCrop(224), Normalize."""
    image = Image.open(file).convert("RGB")
    width, height = image.size
    short = min(width, height)
    image = image.resize((256 * width // short, 256 * height // short), Image.Resampling.BILINEAR)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    window = numpy.asarray(image.crop((left, top, left + 224, top + 224)), numpy.float32)
    return ((window / 255 - MEAN) / STD).transpose(2, 0, 1)


def work(engine: str, precision: str, files: list[pathlib.Path], rows: pathlib.Path, ready) -> None:
    torch.set_num_threads(1)
    run = ENGINES[engine](precision)
    batch = numpy.zeros((BATCH, 3, 224, 224), numpy.float32)
    run(batch)
    ready.wait()
    with pq.ParquetWriter(rows, SCHEMA, use_dictionary=False, compression="none") as writer:
        for begin in range(0, len(files), BATCH):
            some = files[begin : begin + BATCH]
            for row, file in enumerate(some):
                batch[row] = pixels(file)
            embeddings = run(batch)[: len(some)]
            columns = [[str(file) for file in some], list(embeddings)]
            writer.write_table(pa.table(columns, schema=SCHEMA))


def main(engine: str, precision: str, folder: str, images: str = "1600", workers: str = "2") -> None:
    found = sorted(pathlib.Path(folder).rglob("*.[jJ][pP]*[gG]"))
    files = [found[n % len(found)] for n in range(int(images))]
    count = int(workers)
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(count + 1)
    with tempfile.TemporaryDirectory() as output:
        processes = [
            context.Process(
                target=work, args=(engine, precision, files[n::count], pathlib.Path(output, f"{n}.parquet"), ready)
            )
            for n in range(count)
        ]
        for process in processes:
            process.start()
        ready.wait()
        begun = time.perf_counter()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            sys.exit("a worker failed")
        print(f"{engine} {precision}: {len(files) / (time.perf_counter() - begun):.1f} images/s")


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ENGINES:
        sys.exit(__doc__)
    main(*sys.argv[1:])
