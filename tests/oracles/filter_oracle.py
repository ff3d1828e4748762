"""Gradient ascent on a channel's mean, restated in PyTorch: float64, gradients by autograd.

    filter_oracle.py NETWORK.onnx FOLDER

FOLDER/request.json: {"layer": "conv3", "channels": [0, ..], "iterations": n, "step": s, "decay": d, "blur": b, "clip": c,
"ranges": [[low, high], one for each channel of the input], "size": [H, W]}; start.bin and rest.bin are H x W x C float32 pictures. It gets
    pictures.bin   channels x H x W x C, what each search found
    means.bin      channels x (iterations + 1), the mean before each step and at the end
"""

import json
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional

from pytorch_oracle import OnnxInTorch


def main(path, folder):
    torch.set_num_threads(2)
    request = json.loads((folder / "request.json").read_text())
    network = OnnxInTorch(path, torch.float64)
    node = next(n for n in network.nodes if n.name == request["layer"])
    low, high = (torch.tensor(side, dtype=torch.float64)[None, :, None, None] for side in zip(*request["ranges"]))
    height, width = request["size"]

    def read(name):
        values = np.fromfile(folder / name, dtype="<f4").reshape(height, width, -1)
        return torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)))[None].double()

    def mean(x, channel):
        return network(x)[node.output[0]][:, channel].mean()

    start, rest = read("start.bin"), read("rest.bin")
    kernel = torch.tensor([1, 2, 1], dtype=torch.float64)
    kernel = (kernel[:, None] * kernel / 16).expand(start.shape[1], 1, 3, 3)
    pictures, means = [], []
    for channel in request["channels"]:
        x = start.clone()
        for _ in range(request["iterations"]):
            x = x.requires_grad_()
            value = mean(x, channel)
            means.append(value.item())
            gradient = torch.autograd.grad(value, x)[0]
            x = x.detach() + request["step"] * (high - low) * gradient / gradient.square().mean().sqrt()
            x = x + request["decay"] * (rest - x)
            blurred = functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), kernel, groups=x.shape[1])
            x = x + request["blur"] * (blurred - x)
            if request["clip"] > 0:
                size = gradient.square().sum(1, keepdim=True)
                limit = size.flatten().sort().values[round(request["clip"] * size.numel())]
                x = torch.where(size < limit, rest, x)
            x = torch.minimum(torch.maximum(x, low), high)
        means.append(mean(x, channel).item())
        pictures.append(x[0].detach().numpy().transpose(1, 2, 0))
    np.stack(pictures).astype("<f4").tofile(folder / "pictures.bin")
    np.array(means, dtype="<f4").tofile(folder / "means.bin")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
