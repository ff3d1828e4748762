"""Ten steering networks of the kinds that people bring, and small ones with an operator each, with random weights, and what PyTorch says of each.

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


class Function(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class DepthFunction(torch.autograd.Function):
    @staticmethod
    def symbolic(graph, x):
        return graph.op("SpaceToDepth", x, blocksize_i=2)

    @staticmethod
    def forward(context, x):
        return into_depth(x)


def into_depth(x):
    count, channels, height, width = x.shape
    return x.reshape(count, channels, height // 2, 2, width // 2, 2).permute(0, 3, 5, 1, 2, 4).reshape(count, 4 * channels, height // 2, width // 2)


class IntoDepth(nn.Module):
    """Blocks of 2 x 2 positions become channels, as one operator."""

    def forward(self, x):
        return DepthFunction.apply(x) if torch.onnx.is_in_onnx_export() else into_depth(x)


class ChannelNorm(nn.Module):
    """Normalises the channels of each position, as networks with their channels last do."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Heads(nn.Module):
    """Two dense heads on the same features."""

    def __init__(self, inputs):
        super().__init__()
        self.angle, self.speed = nn.Linear(inputs, 1), nn.Linear(inputs, 1)

    def forward(self, x):
        return self.angle(x), self.speed(x)


def around(*middle, width=8, head=None):
    """A convolution, the operator, a dense layer: on 24 x 40 pixels the convolution puts out 8 x 11 x 19."""
    body = nn.Sequential(nn.Conv2d(3, 8, 3, 2), *middle, nn.Flatten())
    with torch.no_grad():
        inputs = body(torch.zeros(1, 3, 24, 40)).shape[1]
    return nn.Sequential(*body, head(inputs) if head else nn.Linear(inputs, 2))


def positive(function):
    return Function(lambda x: function(x.abs() + 0.5))


def splits(x):
    left, right = torch.split(x, [3, 5], 1)
    return torch.cat([right, left * 2], 1)


# Name, network, the version of the operators, and stand-ins: operators that PyTorch does not write, under another name that the file then gets.
def operators():
    return [
        ("gelu", around(nn.GELU()), 14, {}),
        ("gelu-op", around(nn.Tanh()), 20, {"Tanh": ("Gelu", {}, nn.GELU())}),
        ("gelu-tanh-op", around(nn.Tanh()), 20, {"Tanh": ("Gelu", {"approximate": "tanh"}, nn.GELU(approximate="tanh"))}),
        ("erf", around(Function(torch.erf)), 14, {}),
        ("swish", around(nn.SiLU()), 14, {}),
        ("mish", around(nn.Mish()), 14, {}),
        ("mish-op", around(nn.Tanh()), 18, {"Tanh": ("Mish", {}, nn.Mish())}),
        ("hard-sigmoid", around(nn.Hardsigmoid()), 14, {}),
        ("hard-swish-composed", around(Function(lambda x: x * nn.functional.hardsigmoid(x))), 14, {}),
        ("exp", around(Function(torch.exp)), 14, {}),
        ("log", around(positive(torch.log)), 14, {}),
        ("sqrt", around(positive(torch.sqrt)), 14, {}),
        ("power", around(positive(lambda x: x ** 1.7)), 14, {}),
        ("square", around(Function(lambda x: x ** 2)), 14, {}),
        ("quotient", around(Function(lambda x: x / (x.abs() + 0.5))), 14, {}),
        ("reciprocal", around(positive(lambda x: 3 / x)), 14, {}),
        ("bounds", around(Function(lambda x: torch.minimum(torch.maximum(x, torch.tensor(-0.3)), torch.tensor(0.4)))), 14, {}),
        ("conv-transpose", around(nn.ConvTranspose2d(8, 6, 4, 2, 1)), 14, {}),
        ("conv-transpose-groups", around(nn.ConvTranspose2d(8, 6, (3, 5), (3, 2), (2, 1), output_padding=(1, 0), groups=2, dilation=(2, 1))), 14, {}),
        ("depth-to-space", around(nn.PixelShuffle(2)), 14, {}),
        ("space-to-depth", around(nn.Conv2d(8, 8, 2), nn.PixelUnshuffle(2)), 14, {}),
        ("space-to-depth-op", around(nn.Conv2d(8, 8, 2), IntoDepth(), nn.ReLU()), 14, {}),
        ("sum-of-picture", around(Function(lambda x: x.sum((2, 3)))), 14, {}),
        ("sum-of-channels", around(Function(lambda x: x.sum(1, keepdim=True))), 14, {}),
        ("mean-of-rows", around(Function(lambda x: x.mean(2))), 14, {}),
        ("mean-of-columns", around(Function(lambda x: x.mean(3, keepdim=True))), 14, {}),
        ("mean-of-all", around(Function(lambda x: x * x.mean((1, 2, 3), keepdim=True))), 14, {}),
        ("mean-of-pairs", around(Function(lambda x: x.reshape(-1, 4, 2, 11, 19).mean(2))), 14, {}),
        ("maximum-of-picture", around(Function(lambda x: x.amax((2, 3)))), 14, {}),
        ("global-max-pool", around(nn.AdaptiveMaxPool2d(1)), 14, {}),
        ("split", around(Function(splits)), 14, {}),
        ("gather", around(Function(lambda x: x[:, torch.tensor([5, 0, 3])])), 14, {}),
        ("gather-row", around(Function(lambda x: x[:, :, 4])), 14, {}),
        ("layer-norm-op", around(nn.LayerNorm([8, 11, 19])), 17, {}),
        ("layer-norm-composed", around(nn.LayerNorm([8, 11, 19])), 14, {}),
        ("channel-norm-op", around(ChannelNorm(8)), 17, {}),
        ("channel-norm-composed", around(ChannelNorm(8)), 14, {}),
        ("vector-norm", around(nn.Flatten(), nn.Linear(1672, 30), nn.LayerNorm(30), nn.ReLU()), 17, {}),
        ("instance-norm", around(nn.ReLU(), nn.InstanceNorm2d(8, affine=True)), 14, {}),
        ("group-norm", around(nn.GroupNorm(4, 8)), 14, {}),
        ("batch-norm-of-one-frame", around(nn.ReLU(), nn.BatchNorm2d(8)), 14, {}),
        ("two-heads", around(nn.ReLU(), head=Heads), 14, {}),
    ]


def stand_in(path, version, names):
    """Gives nodes the names of the operators that they stand for."""
    model = onnx.load(str(path))
    model.opset_import[0].version = version
    for node in model.graph.node:
        if node.op_type in names:
            node.op_type, attributes, _ = names[node.op_type]
            node.attribute.extend(onnx.helper.make_attribute(key, value) for key, value in attributes.items())
    path.write_bytes(model.SerializeToString())


def really(network, names):
    """The network with what the stand-ins stand for."""
    return nn.Sequential(*[names[type(part).__name__][2] if type(part).__name__ in names else part for part in network]) if names else network


def main(folder):
    described = {}
    torch.manual_seed(1)
    for number, (name, network, version, names) in enumerate(operators()):
        draw(network, 300 + number)
        picture = torch.rand(1, 3, 24, 40) * 2 - 1
        path = folder / f"{name}.onnx"
        torch.onnx.export(network, picture, str(path), opset_version=min(version, 17), input_names=["image"], do_constant_folding=name != "batch-norm-of-one-frame")
        stand_in(path, version, names)
        described[name] = {"layer": "conv1", "operators": count(path)} | ask(really(network, names).double(), name, "0", picture.double(), folder)
    for number, (name, network, shape, module, layer) in enumerate(zoo()):
        draw(network, 100 + number)
        picture = torch.rand(1, *shape) * 2 - 1
        torch.onnx.export(network, picture, str(folder / f"{name}.onnx"), opset_version=14, input_names=["image"])
        described[name] = {"layer": layer, "operators": count(folder / f"{name}.onnx")} | ask(network.double(), name, module, picture.double(), folder)
    (folder / "zoo.json").write_text(json.dumps(described))


def draw(network, seed):
    torch.manual_seed(seed)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.2), part.running_var.uniform_(0.5, 2), part.weight.data.uniform_(0.5, 1.5), part.bias.data.normal_(0, 0.2)
        elif isinstance(part, (nn.LayerNorm, nn.GroupNorm, nn.InstanceNorm2d)):
            part.weight.data.uniform_(0.5, 1.5), part.bias.data.normal_(0, 0.2)
        elif isinstance(part, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.kaiming_normal_(part.weight)
            if part.bias is not None:
                part.bias.data.normal_(0, 0.1)
    network.eval()


def count(path):
    return collections.Counter(node.op_type for node in onnx.load(str(path)).graph.node)


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
