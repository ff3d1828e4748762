"""Ten steering networks of the kinds that people bring, with random weights, and what PyTorch says of each.

    network_zoo.py FOLDER

FOLDER gets for each network NAME: NAME.onnx, NAME.input.bin (1 x H x W x C), NAME.output.bin, NAME.saliency.bin (the gradient of the sum
of the outputs by the input, 1 x H x W x C), NAME.gradcam.bin (the signed Grad-CAM sum at the layer that zoo.json names, h x w), all float32
in float64 arithmetic, NAME.pictures.bin (4 other pictures, 4 x H x W x C), and zoo.json: {NAME: {"layer": the convolution in the order of the file, "shape": H, W, C,
"scale": the largest output on 16 other pictures, "magnitude": the largest sum of |weight| |activation|, "operators": {ONNX operator: count}}}.
Seeds are fixed: the same files every time.
"""

import collections
import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from torch import nn

HEIGHT, WIDTH = 66, 200
SCALE_PICTURES, OTHER_PICTURES = 16, 4


def pilot(activation=nn.ReLU, norm=False, channels=3):
    layers, source = [], channels
    for width, kernel, stride in [(24, 5, 2), (36, 5, 2), (48, 5, 2), (64, 3, 1), (64, 3, 1)]:
        layers += [nn.Conv2d(source, width, kernel, stride)] + ([nn.BatchNorm2d(width)] if norm else []) + [activation()]
        source = width
    layers += [nn.Flatten(), nn.Linear(1152, 100), activation(), nn.Linear(100, 50), activation(), nn.Linear(50, 10), activation(), nn.Linear(10, 1)]
    return nn.Sequential(*layers)


class ChannelsLast(nn.Module):
    """Reads N x H x W x C, as networks from TensorFlow do."""

    def __init__(self):
        super().__init__()
        self.body = pilot(nn.ELU)

    def forward(self, x):
        return self.body((x.permute(0, 3, 1, 2) - 0.1) * 1.25)


class Residual(nn.Module):
    def __init__(self, source, width):
        super().__init__()
        self.main = nn.Sequential(nn.BatchNorm2d(source), nn.ReLU(), nn.Conv2d(source, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, width, 3, 1, 1))
        self.side = nn.Conv2d(source, width, 1, 2)

    def forward(self, x):
        return self.main(x) + self.side(x)


class DroNet(nn.Module):
    """ResNet-8 with a steering and a collision head."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 32, 5, 2, 2), nn.MaxPool2d(3, 2, 1), Residual(32, 32), Residual(32, 64), Residual(64, 128), nn.Flatten(), nn.ReLU(), nn.Dropout(0.5))
        self.steer, self.collision = nn.Linear(128 * 7 * 7, 1), nn.Linear(128 * 7 * 7, 1)

    def forward(self, x):
        features = self.body(x)
        return self.steer(features), torch.sigmoid(self.collision(features))


class Donkey(nn.Module):
    """Two outputs, angle and throttle, each a dense layer of its own."""

    def __init__(self):
        super().__init__()
        layers, source = [], 3
        for width, kernel, stride in [(24, 5, 2), (32, 5, 2), (64, 5, 2), (64, 3, 1), (64, 3, 1)]:
            layers += [nn.Conv2d(source, width, kernel, stride), nn.ReLU(), nn.Dropout(0.2)]
            source = width
        self.body = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 8 * 13, 100), nn.ReLU(), nn.Linear(100, 50), nn.ReLU())
        self.angle, self.throttle = nn.Linear(50, 1), nn.Linear(50, 1)

    def forward(self, x):
        features = self.body(x)
        return torch.cat([self.angle(features), self.throttle(features)], 1)


class Inverted(nn.Module):
    def __init__(self, source, width, stride, expand):
        super().__init__()
        hidden = source * expand
        self.body = nn.Sequential(
            nn.Conv2d(source, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, width, 1, bias=False), nn.BatchNorm2d(width))
        self.joins = source == width and stride == 1

    def forward(self, x):
        return x + self.body(x) if self.joins else self.body(x)


class Gate(nn.Module):
    """Squeeze and excitation: a factor for each channel from the mean of all."""

    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, width // 4, 1), nn.ReLU(), nn.Conv2d(width // 4, width, 1), nn.Hardsigmoid())

    def forward(self, x):
        return x * self.body(x)


def mobile():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.Hardswish(), Inverted(16, 24, 2, 4), Inverted(24, 24, 1, 4), Gate(24), Inverted(24, 40, 2, 4),
        Inverted(40, 40, 1, 4), nn.Conv2d(40, 96, 1), nn.Hardswish(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(96, 1))


def comma():
    return nn.Sequential(
        nn.Conv2d(3, 16, 8, 4, 2), nn.ELU(), nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(16, 32, 5, 2), nn.ELU(), nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(32, 64, 5, 2), nn.Flatten(), nn.Dropout(0.2), nn.ELU(),
        nn.Linear(64 * 5 * 10, 512), nn.Dropout(0.5), nn.ELU(), nn.Linear(512, 1))


def long_range():
    layers, source = [], 3
    for width in (10, 10, 8):
        layers += [nn.Conv2d(source, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        source = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(640, 256), nn.ReLU(), nn.Linear(256, 325), nn.Sigmoid())


def mean_network():
    return nn.Sequential(
        nn.Conv2d(3, 24, 5, 2, groups=3), nn.LeakyReLU(0.1), nn.Conv2d(24, 36, 3, 2, dilation=2), nn.PReLU(36), nn.AvgPool2d(2, 2, 1), nn.Upsample(scale_factor=2),
        nn.Conv2d(36, 64, 3), nn.SELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 1), nn.Tanh())


# Name, network, the input's shape in the network's own order, the module whose output Grad-CAM looks at, and which convolution of the file that is.
def zoo():
    return [
        ("pilotnet-elu", pilot(nn.ELU), (3, HEIGHT, WIDTH), "4", "conv3"),
        ("pilotnet-batchnorm", pilot(norm=True), (3, HEIGHT, WIDTH), "7", "conv3"),
        ("pilotnet-channels-last", ChannelsLast(), (HEIGHT, WIDTH, 3), "body.4", "conv3"),
        ("dronet", DroNet(), (1, 200, 200), "body.2.main.5", "conv3"),
        ("comma", comma(), (3, 80, 160), "3", "conv2"),
        ("donkey", Donkey(), (3, 120, 160), "body.6", "conv3"),
        ("depthwise", mobile(), (3, HEIGHT, WIDTH), "8", "conv16"),
        ("long-range", long_range(), (3, 64, 80), "3", "conv2"),
        ("mean", mean_network(), (3, HEIGHT, WIDTH), "2", "conv2"),
        ("three-frames", pilot(channels=9), (9, HEIGHT, WIDTH), "4", "conv3"),
    ]


def main(folder):
    described = {}
    for number, (name, network, shape, module, layer) in enumerate(zoo()):
        torch.manual_seed(100 + number)
        for part in network.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.running_mean.normal_(0, 0.2), part.running_var.uniform_(0.5, 2), part.weight.data.uniform_(0.5, 1.5), part.bias.data.normal_(0, 0.2)
            elif isinstance(part, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(part.weight)
                if part.bias is not None:
                    part.bias.data.normal_(0, 0.1)
        network.eval()
        picture = torch.rand(1, *shape) * 2 - 1
        torch.onnx.export(network, picture, str(folder / f"{name}.onnx"), opset_version=14, input_names=["image"])
        nodes = onnx.load(str(folder / f"{name}.onnx")).graph.node
        described[name] = {"layer": layer, "operators": collections.Counter(node.op_type for node in nodes)} | ask(network.double(), name, module, picture.double(), folder)
    (folder / "zoo.json").write_text(json.dumps(described))


def ask(network, name, module, picture, folder):
    kept = {}
    flat = lambda outputs: torch.cat([output.flatten(1) for output in outputs], 1) if isinstance(outputs, tuple) else outputs.flatten(1)
    others = torch.rand(SCALE_PICTURES, *picture.shape[1:]) * 2 - 1
    with torch.no_grad():
        scale = float(flat(network(others.double())).abs().max())
    dict(network.named_modules())[module].register_forward_hook(lambda _, __, output: kept.update(activation=output))
    picture.requires_grad_()
    outputs = flat(network(picture))
    saliency, weights = torch.autograd.grad(outputs.sum(), [picture, kept["activation"]])
    terms = weights.mean((2, 3), keepdim=True) * kept["activation"]
    is_last = name == "pilotnet-channels-last"
    order = (lambda x: x) if is_last else (lambda x: x.permute(0, 2, 3, 1))
    for what, values in [("input", order(picture)), ("pictures", order(others[:OTHER_PICTURES])), ("output", outputs), ("saliency", order(saliency)), ("gradcam", terms.sum(1))]:
        values.detach().numpy().astype(np.float32).tofile(folder / f"{name}.{what}.bin")
    return {"scale": scale, "shape": list(order(picture).shape[1:]), "magnitude": float(terms.abs().sum(1).max())}


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
