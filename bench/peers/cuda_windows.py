"""PyTorch on an NVIDIA device as a peer: full re-inference of every window of the seed bank, in batches.

    python3 cuda_windows.py FOLDER [BATCH ...]

FOLDER is what `Steerlens.Bench cuda-export FOLDER` wrote. Masking happens on the device; the clock runs from the frame on the device to the
outputs on the host. Each batch size is tried with TF32 off and on; the best of each is the answer.
"""

import json
import pathlib
import sys
import time

import numpy
import torch


def load(folder):
    described = json.loads((folder / "network.json").read_text())
    weights = torch.from_numpy(numpy.fromfile(folder / "network.f32", "<f4")).cuda()
    at, steps, channels = 0, [], described["input"][2]
    activations = {"Relu": torch.relu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Atan": torch.atan}
    for layer in described["layers"]:
        if layer["kind"] in ("convolution", "dense"):
            outputs = layer["output"][2]
            matrix, bias = weights[at:at + layer["weights"]], weights[at + layer["weights"]:at + layer["weights"] + outputs]
            at += layer["weights"] + outputs
        if layer["kind"] == "convolution":
            kernel = matrix.reshape(*layer["kernel"], channels, outputs).permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)
            steps.append(lambda x, k=kernel, b=bias, s=layer["stride"], p=layer["padding"]: torch.nn.functional.conv2d(x, k, b, s, p))
            channels = outputs
        elif layer["kind"] == "dense":
            steps.append(lambda x, m=matrix.reshape(-1, outputs), b=bias: (x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x) @ m + b)
        elif layer["kind"] == "Elu":
            steps.append(lambda x, a=layer["alpha"]: torch.nn.functional.elu(x, a))
        else:
            steps.append(activations[layer["kind"]])
    return described["input"], steps


def seed_bank(height, width):
    return [(row, column, min(size, height - row), min(size, width - column))
            for size in (15, 50) for row in range(0, height, 2) for column in range(0, width, 2)]


def main():
    folder, batches = pathlib.Path(sys.argv[1]), [int(text) for text in sys.argv[2:]] or [256, 512, 1024, 2048, 3300, 6600]
    (height, width, channels), steps = load(folder)
    windows = seed_bank(height, width)
    generator = torch.Generator().manual_seed(1)
    frame = (torch.rand(channels, height, width, generator=generator) * 2 - 1).cuda()
    masks = torch.zeros(len(windows), 1, height, width, dtype=torch.bool, device="cuda")
    for index, (row, column, rows, columns) in enumerate(windows):
        masks[index, :, row:row + rows, column:column + columns] = True

    def one_map(batch):
        answers = []
        for first in range(0, len(windows), batch):
            x = torch.where(masks[first:first + batch], 0.0, frame).contiguous(memory_format=torch.channels_last)
            for step in steps:
                x = step(x)
            answers.append(x)
        return torch.cat(answers).cpu()

    for tf32 in (False, True):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        torch.backends.cudnn.benchmark = True
        best = None
        with torch.inference_mode():
            for batch in batches:
                try:
                    for _ in range(3):
                        one_map(batch)
                    times = []
                    for _ in range(10):
                        torch.cuda.synchronize()
                        start = time.perf_counter()
                        one_map(batch)
                        times.append(time.perf_counter() - start)
                except torch.cuda.OutOfMemoryError:
                    continue
                median = sorted(times)[len(times) // 2]
                if best is None or median < best[0]:
                    best = (median, batch)
        print(f"PyTorch {torch.__version__}, {torch.cuda.get_device_name()}, tf32 {'on' if tf32 else 'off'}: "
              f"{len(windows)} windows in {best[0] * 1000:.2f} ms, {1 / best[0]:.1f} maps/s (batch {best[1]})", flush=True)


if __name__ == "__main__":
    main()
