"""What PyTorch says about the maps of a network: each restated in float64 from its definition, gradients by autograd.

    map_oracle.py NETWORK.onnx FOLDER
    map_oracle.py --long-range NETWORK.onnx

The first form reads FOLDER/request.json: {"weights": [one for each output], "layers": ["conv3", ..], "samples": n, "steps": n,
"columns": ["conv1", ..]} with little-endian float32 files inputs.bin (frames x H x W x C) and noise.bin (samples x H x W x C), and writes,
as float32 with one map for each frame:
    saliency.bin, guided-left.bin, guided-right.bin, smoothgrad.bin     sums over channels of sizes
    integrated-gradients.bin, change.bin                               the baseline is the frame's mean colour
    hirescam.LAYER.bin, layercam-left.LAYER.bin, layercam-right.LAYER.bin, gradcam.LAYER.bin
    magnitude.LAYER.bin                                                largest sum over channels of |gradient x activation|
    visualbackprop.bin, hypercolumns.bin
    outputs.bin                                                        frames x outputs
    kinks.bin                                                          units whose decision (ReLU, maximum) rounding can turn
    kinks.smoothgrad.bin, kinks.integrated-gradients.bin               the same, in all the passes of these
An empty list of layers or columns, or 0 samples or steps, leaves those maps out. The second form writes a network of the long-range
kind with random weights: 3 x 64 x 80 in, 65 x 5 = 325 sigmoid outputs.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from pytorch_oracle import KINK, OnnxInTorch


class GuidedRelu(torch.autograd.Function):
    """max(0, x), whose gradient passes only where it is positive."""

    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(context, gradient):
        (x,) = context.saved_tensors
        return gradient.clamp(min=0) * (x > 0)


class MapsInTorch(OnnxInTorch):
    """The network, with what steering networks of other kinds need beside the shipped one's operators."""

    guided = False

    def apply(self, kind, args, attributes):
        if kind == "Relu" and self.guided:
            return GuidedRelu.apply(args[0])
        if kind == "MaxPool":
            return functional.max_pool2d(args[0], attributes["kernel_shape"], attributes["strides"])
        if kind == "GlobalAveragePool":
            return args[0].mean(dim=(2, 3), keepdim=True)
        if kind == "Sigmoid":
            return torch.sigmoid(args[0])
        return OnnxInTorch.apply(kind, args, attributes)


class Maps:
    def __init__(self, path, request):
        self.network = MapsInTorch(path, torch.float64)
        self.weights = torch.tensor(request["weights"], dtype=torch.float64)
        self.counted = 0
        self.spatial = [node for node in self.network.nodes if node.op_type in ("Conv", "MaxPool")]

    def run(self, x):
        values = self.network(x)
        return values, (values[self.network.output].flatten(1) * self.weights).sum()

    def gradient(self, x, sign=1):
        x = x.detach().requires_grad_()
        values, target = self.run(x)
        with torch.no_grad():
            self.counted += self.kinks(values)
        return torch.autograd.grad(sign * target, x)[0]

    def after_relu(self, node):
        after = next(n for n in self.network.nodes if node.output[0] in n.input)
        return after.output[0] if after.op_type == "Relu" else node.output[0]

    def geometry(self, node):
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Conv":
            kernel = tuple(self.network.constants[node.input[1]].shape[2:])
            return kernel, attributes.get("strides", [1, 1]), attributes.get("pads", [0] * 4)[:2]
        return tuple(attributes["kernel_shape"]), attributes["strides"], [0, 0]

    def smooth(self, x, noise):
        return sum(self.gradient(x + one[None]).abs().sum(1) for one in noise) / len(noise)

    def integrated(self, x, steps):
        baseline = x.mean(dim=(2, 3), keepdim=True).expand_as(x)
        total = sum(self.gradient(baseline + (k + 0.5) / steps * (x - baseline)) for k in range(steps)) / steps
        with torch.no_grad():
            change = self.run(x)[1] - self.run(baseline)[1]
        return ((x - baseline) * total).sum(1), change

    def visual_backprop(self, values):
        mask = None
        convolutions = [node for node in self.spatial if node.op_type == "Conv"]
        for node in reversed(self.spatial[: self.spatial.index(convolutions[-1]) + 1]):
            if node.op_type == "Conv":
                mean = values[self.after_relu(node)].mean(1, keepdim=True)
                mask = mean if mask is None else mask * mean
            kernel, stride, padding = self.geometry(node)
            below = values[node.input[0]].shape[2:]
            size = [(mask.shape[2 + a] - 1) * stride[a] - 2 * padding[a] + kernel[a] for a in (0, 1)]
            mask = functional.conv_transpose2d(
                mask, torch.ones(1, 1, *kernel, dtype=mask.dtype), stride=stride, padding=padding, output_padding=[below[a] - size[a] for a in (0, 1)])
        low, high = mask.min(), mask.max()
        return ((mask - low) / (high - low))[:, 0]

    def hypercolumns(self, values, names):
        """Each layer's cells lie centred on what they see; beyond the outermost centres their value goes on."""
        fields, start, step, seen = {}, [0, 0], [1, 1], [1, 1]
        for node in self.spatial:
            kernel, stride, padding = self.geometry(node)
            for a in (0, 1):
                start[a] -= padding[a] * step[a]
                seen[a] += (kernel[a] - 1) * step[a]
                step[a] *= stride[a]
            fields[node.name] = [(start[a] + seen[a] / 2, step[a]) for a in (0, 1)]
        height, width = values[self.network.input].shape[2:]
        product = 1
        for name in names:
            node = next(n for n in self.spatial if n.name == name)
            mean = values[self.after_relu(node)].abs().mean(1, keepdim=True)
            axes = []
            for a, pixels in ((0, height), (1, width)):
                centre, pitch = fields[name][a]
                cells = mean.shape[2 + a]
                at = (torch.arange(pixels, dtype=mean.dtype) + 0.5 - centre) / pitch
                axes.append(2 * at / (cells - 1) - 1 if cells > 1 else at * 0)
            grid = torch.stack(torch.meshgrid(*axes, indexing="ij")[::-1], dim=-1)[None]
            product = product * functional.grid_sample(mean / mean.max(), grid, mode="bilinear", padding_mode="border", align_corners=True)
        return (product / product.max())[:, 0]

    def kinks(self, values):
        count = 0
        for node in self.network.nodes:
            before = values[node.input[0]]
            if node.op_type == "Relu":
                count += int((before.abs() <= KINK * before.abs().max()).sum())
            elif node.op_type == "MaxPool":
                (kernel, stride, _), channels = self.geometry(node), before.shape[1]
                cells = functional.unfold(before, kernel, stride=stride).view(1, channels, kernel[0] * kernel[1], -1)
                first, second = cells.topk(2, dim=2).values.unbind(2)
                count += int(((first - second <= KINK * before.abs().max()) & (first > 0)).sum())
        return count


def main(path, folder):
    torch.set_num_threads(2)
    request = json.loads((folder / "request.json").read_text())
    maps = Maps(path, request)
    channels, height, width = [d.dim_value for d in onnx.load(path).graph.input[0].type.tensor_type.shape.dim][1:]

    def read(name):
        values = np.fromfile(folder / name, dtype="<f4").reshape(-1, height, width, channels)
        return torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2))).double()

    noise = read("noise.bin") if request["samples"] else None
    answers = {}

    def answer(name, values):
        answers.setdefault(name, []).append(values.detach().reshape(-1).numpy())

    for x in read("inputs.bin"):
        x = x[None].requires_grad_()
        values, target = maps.run(x)
        nodes = {name: next(n for n in maps.spatial if n.name == name) for name in request["layers"]}
        wanted = [values[maps.after_relu(node)] for node in nodes.values()]
        at_input, *gradients = torch.autograd.grad(target, [x, *wanted])
        answer("outputs", values[maps.network.output])
        answer("saliency", at_input.abs().sum(1))
        for name, activation, gradient in zip(nodes, wanted, gradients):
            products = gradient * activation
            answer(f"gradcam.{name}", (gradient.mean(dim=(2, 3), keepdim=True) * activation).sum(1))
            answer(f"hirescam.{name}", products.sum(1))
            answer(f"layercam-right.{name}", (gradient.clamp(min=0) * activation).sum(1))
            answer(f"layercam-left.{name}", ((-gradient).clamp(min=0) * activation).sum(1))
            answer(f"magnitude.{name}", products.abs().sum(1).max())
        with torch.no_grad():
            answer("kinks", torch.tensor(float(maps.kinks(values))))
            answer("visualbackprop", maps.visual_backprop(values))
            if request["columns"]:
                answer("hypercolumns", maps.hypercolumns(values, request["columns"]))
        maps.network.guided = True
        answer("guided-right", maps.gradient(x).abs().sum(1))
        answer("guided-left", maps.gradient(x, -1).abs().sum(1))
        maps.network.guided = False
        if request["samples"]:
            maps.counted = 0
            answer("smoothgrad", maps.smooth(x.detach(), noise))
            answer("kinks.smoothgrad", torch.tensor(float(maps.counted)))
        if request["steps"]:
            maps.counted = 0
            attribution, change = maps.integrated(x.detach(), request["steps"])
            answer("integrated-gradients", attribution)
            answer("change", change)
            answer("kinks.integrated-gradients", torch.tensor(float(maps.counted)))
    for name, values in answers.items():
        np.concatenate(values).astype("<f4").tofile(folder / f"{name}.bin")


def make_long_range(path):
    torch.manual_seed(1)
    steps, channels = [], 3
    for out in (10, 10, 8):
        steps += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        channels = out
    model = nn.Sequential(*steps, nn.Flatten(), nn.Linear(640, 256), nn.ReLU(), nn.Linear(256, 325), nn.Sigmoid()).eval()
    torch.onnx.export(model, torch.zeros(1, 3, 64, 80), path, opset_version=13, input_names=["image"], output_names=["path"])
    file = onnx.load(path)
    for number, node in enumerate(n for n in file.graph.node if n.op_type == "Conv"):
        node.name = f"conv{number + 1}"
    onnx.save(file, path)


if __name__ == "__main__":
    if sys.argv[1] == "--long-range":
        make_long_range(sys.argv[2])
    else:
        main(sys.argv[1], pathlib.Path(sys.argv[2]))
