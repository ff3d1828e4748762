"""The gradient maps of the shipped network in PyTorch, timed on request: the other side of `bench -- gradients`.

    gradients_in_torch.py NETWORK.onnx INPUTS.bin THREADS

Reads lines {"map": NAME, "calls": N} and answers each with {"milliseconds": M}: the median of N calls after a tenth as many that are not measured, forward
pass included. The network is a plain chain of PyTorch functions in float32 whose weights ask for no gradient, so that autograd does no more than a map
needs.
"""

import json
import statistics
import sys
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional


class Network:
    def __init__(self, path):
        graph = onnx.load(path).graph
        constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.layers = []
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Conv":
                self.layers.append(("conv", constants[node.input[1]], constants[node.input[2]], attributes["strides"]))
            elif node.op_type == "Gemm":
                self.layers.append(("dense", constants[node.input[1]], constants[node.input[2]], None))
            elif node.op_type not in ("Relu", "Flatten"):
                sys.exit(f"the operator {node.op_type} is not in the shipped network")
        self.convolutions = [layer for layer in self.layers if layer[0] == "conv"]
        self.ones = [torch.ones(1, 1, *weights.shape[2:]) for _, weights, _, _ in self.convolutions]

    def convolve(self, x, first=0, last=None):
        maps = []
        for _, weights, bias, stride in self.convolutions[first:last]:
            x = functional.relu(functional.conv2d(x, weights, bias, stride=stride))
            maps.append(x)
        return maps

    def decide(self, x):
        x = x.flatten(1)
        dense = self.layers[len(self.convolutions):]
        for index, (_, weights, bias, _) in enumerate(dense):
            x = functional.linear(x, weights, bias)
            if index < len(dense) - 1:
                x = functional.relu(x)
        return x[0, 0]

    def gradcam(self, x):
        with torch.no_grad():
            third = self.convolve(x, 0, 3)[-1]
        third.requires_grad_()
        angle = self.decide(self.convolve(third, 3)[-1])
        (gradient,) = torch.autograd.grad(angle, third)
        with torch.no_grad():
            return (gradient.mean(dim=(2, 3), keepdim=True) * third).sum(1)

    def saliency(self, x):
        x = x.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self.decide(self.convolve(x)[-1]), x)
        return gradient.abs().sum(1)

    def visualbackprop(self, x):
        with torch.no_grad():
            maps = self.convolve(x)
            self.decide(maps[-1])
            mask = None
            for index in reversed(range(len(maps))):
                mean = maps[index].mean(1, keepdim=True)
                mask = mean if mask is None else mask * mean
                below = (maps[index - 1] if index else x).shape[2:]
                stride, kernel = self.convolutions[index][3], self.ones[index].shape[2:]
                padding = [below[a] - (mask.shape[2 + a] - 1) * stride[a] - kernel[a] for a in (0, 1)]
                mask = functional.conv_transpose2d(mask, self.ones[index], stride=stride, output_padding=padding)
            low, high = mask.min(), mask.max()
            return (mask - low) / (high - low)


def main():
    torch.set_num_threads(int(sys.argv[3]))
    network = Network(sys.argv[1])
    inputs = torch.from_numpy(np.fromfile(sys.argv[2], dtype="<f4").reshape(-1, 66, 200, 3).transpose(0, 3, 1, 2).copy())
    for line in sys.stdin:
        request = json.loads(line)
        run, calls = getattr(network, request["map"]), request["calls"]
        times = []
        for index in range(-(calls // 10), calls):
            start = time.perf_counter()
            run(inputs[index % len(inputs)][None])
            if index >= 0:
                times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"milliseconds": statistics.median(times)}), flush=True)


if __name__ == "__main__":
    main()
