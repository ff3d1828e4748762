"""What PyTorch says about a network and a set of frames: angles, Grad-CAM by autograd, and occluded angles in float64.

    pytorch_oracle.py NETWORK.onnx FOLDER

FOLDER holds request.json: {"frames": n, "layers": ["conv1", ...], "windowFrames": [..], "windows": [[row, column, height, width], ..],
"batch": windows that go through the network together}
and raw little-endian float32 files: inputs.bin (n x H x W x C) and fills.bin (one H x W x C picture for each window frame). It gets
    angles.bin            n
    LAYER.map.bin         n x h x w, the signed Grad-CAM sum (weights = mean gradient, times the activation)
    LAYER.magnitude.bin   n, the largest sum of |weight| |activation|
    LAYER.kinks.bin       n, units above that layer whose pre-activation is within rounding of the ReLU's kink
    windows.bin           window frames x windows, each a full inference in float64
Only the operators of the shipped network are known here; any other ends the script with its name.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import numpy_helper

KINK = 1e-6


class OnnxInTorch:
    """Runs the nodes of an ONNX graph as PyTorch operations; keeps what each node put out."""

    def __init__(self, path, dtype):
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self.constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.constants = {k: v.to(dtype) if v.is_floating_point() else v for k, v in self.constants.items()}
        self.input = [i.name for i in graph.input if i.name not in self.constants][0]
        self.output = graph.output[0].name

    def __call__(self, x):
        values = dict(self.constants)
        values[self.input] = x
        for node in self.nodes:
            args = [values[name] for name in node.input if name]
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = self.apply(node.op_type, args, attributes)
        return values

    @staticmethod
    def apply(kind, args, attributes):
        if kind == "Conv":
            pads = attributes.get("pads", [0, 0, 0, 0])
            assert pads[:2] == pads[2:], "uneven padding"
            return torch.nn.functional.conv2d(args[0], args[1], args[2], stride=attributes.get("strides", [1, 1]), padding=pads[:2])
        if kind == "Relu":
            return torch.relu(args[0])
        if kind == "Flatten":
            return args[0].flatten(attributes.get("axis", 1))
        if kind == "Gemm":
            assert attributes.get("transB", 0) == 1 and attributes.get("alpha", 1.0) == 1.0 and attributes.get("beta", 1.0) == 1.0
            return torch.nn.functional.linear(args[0], args[1], args[2])
        sys.exit(f"the oracle does not know the operator {kind}")


def activation_of(network, layer):
    """The tensor names before and after the ReLU of the node with this name."""
    node = next(n for n in network.nodes if n.name == layer)
    after = next(n for n in network.nodes if node.output[0] in n.input)
    assert after.op_type == "Relu", f"{layer} has no ReLU"
    return node.output[0], after.output[0]


def main():
    path, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    request = json.loads((folder / "request.json").read_text())
    torch.set_num_threads(1 if request["batch"] == 1 else 2)
    single, double = OnnxInTorch(path, torch.float32), OnnxInTorch(path, torch.float64)
    shape = [d.dim_value for d in onnx.load(path).graph.input[0].type.tensor_type.shape.dim][1:]
    channels, height, width = shape
    frames = request["frames"]
    read = lambda name: np.fromfile(folder / name, dtype="<f4").reshape(-1, height, width, channels)
    inputs = read("inputs.bin")
    to_torch = lambda picture, dtype: torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None])).to(dtype)

    angles = []
    maps = {layer: [] for layer in request["layers"]}
    magnitudes = {layer: [] for layer in request["layers"]}
    kinks = {layer: [] for layer in request["layers"]}
    for index in range(frames):
        values = single(to_torch(inputs[index], torch.float32).requires_grad_())
        angle = values[single.output].flatten()[0]
        angles.append(angle.item())
        names = {layer: activation_of(single, layer) for layer in request["layers"]}
        gradients = torch.autograd.grad(angle, [values[after] for _, after in names.values()]) if names else []
        with torch.no_grad():
            exact = double(to_torch(inputs[index], torch.float64))
        near = []
        for node in double.nodes:
            if node.op_type == "Relu":
                before = exact[node.input[0]]
                near.append((node.input[0], int((before.abs() <= KINK * before.abs().max()).sum())))
        for (layer, (before, after)), gradient in zip(names.items(), gradients):
            weights = gradient.double().mean(dim=(2, 3), keepdim=True)
            products = weights * values[after].detach().double()
            maps[layer].append(products.sum(1)[0].numpy())
            magnitudes[layer].append(products.abs().sum(1).max().item())
            position = [name for name, _ in near].index(before)
            kinks[layer].append(sum(count for _, count in near[position:]))

    write = lambda name, data: np.asarray(data, dtype="<f4").tofile(folder / name)
    write("angles.bin", angles)
    for layer in request["layers"]:
        write(f"{layer}.map.bin", np.stack(maps[layer]))
        write(f"{layer}.magnitude.bin", magnitudes[layer])
        write(f"{layer}.kinks.bin", kinks[layer])

    fills = read("fills.bin") if request["windowFrames"] else []
    outputs = []
    with torch.no_grad():
        for fill, index in zip(fills, request["windowFrames"]):
            windows, batch = request["windows"], request["batch"]
            for start in range(0, len(windows), batch):
                masked = np.repeat(inputs[index][None], min(batch, len(windows) - start), axis=0)
                for picture, (row, column, rows, columns) in zip(masked, windows[start:start + batch]):
                    picture[row:row + rows, column:column + columns] = fill[row:row + rows, column:column + columns]
                pictures = torch.from_numpy(np.ascontiguousarray(masked.transpose(0, 3, 1, 2))).double()
                outputs += double(pictures)[double.output].flatten().tolist()
    write("windows.bin", outputs)


if __name__ == "__main__":
    main()
