"""PilotNet, and a variant that ends in a mean over all places; ReLU, 3 x 66 x 200 to one angle in radians."""

from collections import OrderedDict

import torch
from torch import nn

KINDS = ("pilotnet", "gap")
PARAMETERS = {"pilotnet": 252_219, "gap": 131_413}


def network_of(kind, dropout=0.0):
    """N x 3 x 66 x 200 to N x 1, with its first weights."""
    network = {"pilotnet": pilotnet, "gap": gap_pilotnet}[kind](dropout)
    for layer in network:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    last = [layer for layer in network if isinstance(layer, nn.Linear)][-1]
    nn.init.normal_(last.weight, std=0.05)
    assert sum(values.numel() for values in network.parameters()) == PARAMETERS[kind]
    return network


def gap_pilotnet(dropout=0.0):
    """
    The convolutions of PilotNet, the last two padded so that 5 x 22 places are left, then a mean over the places and one dense layer: its
    class activation map shows exactly what each place adds to the angle. Dropout, before the dense layer, exists in training only.
    """
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(3, 24, 5, stride=2)), ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(24, 36, 5, stride=2)), ("relu2", nn.ReLU()),
        ("conv3", nn.Conv2d(36, 48, 5, stride=2)), ("relu3", nn.ReLU()),
        ("conv4", nn.Conv2d(48, 64, 3, padding=1)), ("relu4", nn.ReLU()),
        ("conv5", nn.Conv2d(64, 64, 3, padding=1)), ("relu5", nn.ReLU()),
        ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("dropout1", nn.Dropout(dropout / 2)),
        ("dense1", nn.Linear(64, 1))]))


def pilotnet(dropout=0.0):
    """The network of the paper. Dropout, between the dense layers, exists in training only."""
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(3, 24, 5, stride=2)), ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(24, 36, 5, stride=2)), ("relu2", nn.ReLU()),
        ("conv3", nn.Conv2d(36, 48, 5, stride=2)), ("relu3", nn.ReLU()),
        ("conv4", nn.Conv2d(48, 64, 3)), ("relu4", nn.ReLU()),
        ("conv5", nn.Conv2d(64, 64, 3)), ("relu5", nn.ReLU()),
        ("flatten", nn.Flatten()), ("dropout1", nn.Dropout(dropout)),
        ("dense1", nn.Linear(1152, 100)), ("relu6", nn.ReLU()), ("dropout2", nn.Dropout(dropout)),
        ("dense2", nn.Linear(100, 50)), ("relu7", nn.ReLU()),
        ("dense3", nn.Linear(50, 10)), ("relu8", nn.ReLU()),
        ("dense4", nn.Linear(10, 1))]))


def angles(network, inputs, batch=256):
    """The angles (radians, positive = right) for N x 3 x 66 x 200 inputs of any float type, as a NumPy vector."""
    network.eval()
    with torch.no_grad():
        parts = [network(torch.as_tensor(inputs[at:at + batch]).float())[:, 0] for at in range(0, len(inputs), batch)]
    return torch.cat(parts).numpy()


def one_thread():
    """One thread in this process: sums keep their order, so a seed gives the same network again on the same kind of machine."""
    torch.set_num_threads(1)
