#!/usr/bin/python3
"""What a network's first layers make of its training frames, as means and covariances: the program flags frames that lie far from them.

The features of a frame are the means of each channel of relu1 and relu2 over three horizontal bands. Recorded and rendered frames
differ, so each kind has a mean and a covariance of its own, and a frame's distance is the smaller of its two Mahalanobis distances,
over the square root of the number of features. The file: one line of JSON, then for each kind the mean and the upper triangular
factor F (row by row, without the zeros) of the inverse covariance, F'F, as little-endian float32.
"""

import argparse
import json
from pathlib import Path

import numpy
import onnx
import torch
from onnx import numpy_helper

from contract import strip
from drives import read_drive
from network import network_of
from sources import RenderedFrames
from train import DEFAULT, ROOT

LAYERS = {"relu1": "conv1.relu", "relu2": "conv2.relu"}  # and the program's names for them
BANDS = 3
QUANTILE = 0.99
RIDGE = 1e-4  # added to the covariance's diagonal, as a share of its mean


def load(path):
    """A PilotNet with the weights of an ONNX file that export.py wrote."""
    stored = [torch.tensor(numpy_helper.to_array(values)) for values in onnx.load(str(path)).graph.initializer]
    network = network_of("pilotnet")
    names = list(network.state_dict())
    if [values.shape for values in stored] != [network.state_dict()[name].shape for name in names]:
        raise SystemExit(f"{path}: not a PilotNet as train.py writes it")
    network.load_state_dict(dict(zip(names, stored)))
    return network.eval()


def features(network, canvases, batch=256):
    """N x (channels of both layers x bands), layer by layer, band by band."""
    rows = []
    with torch.no_grad():
        for at in range(0, len(canvases), batch):
            values, parts = torch.as_tensor(numpy.ascontiguousarray(strip(canvases[at:at + batch]))).float(), []
            for name, layer in network.named_children():
                values = layer(values)
                if name in LAYERS:
                    height = values.shape[2]
                    parts += [values[:, :, height * band // BANDS:height * (band + 1) // BANDS].mean((2, 3)) for band in range(BANDS)]
                if name == list(LAYERS)[-1]:
                    break
            rows.append(torch.cat(parts, 1))
    return torch.cat(rows).double().numpy()


def summary(values):
    """The mean, and the upper triangular factor of the inverse of the covariance."""
    mean, covariance = values.mean(0), numpy.cov(values.T)
    covariance += RIDGE * numpy.trace(covariance) / len(covariance) * numpy.eye(len(covariance))
    return mean.astype(numpy.float32), numpy.linalg.cholesky(numpy.linalg.inv(covariance)).T.astype(numpy.float32)


def distances(values, kinds):
    """Of N x features: the smaller distance to the kinds."""
    return numpy.min([numpy.sqrt((((values - mean) @ factor.T) ** 2).mean(1)) for mean, factor in kinds], 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--network", type=Path, default=DEFAULT, help="the .onnx file that train.py wrote")
    parser.add_argument("--drive", type=Path, required=True, help="the drive that it was trained on")
    parser.add_argument("--cache", type=Path, default=ROOT / ".build/training", help="the folder for resized frames that train.py filled")
    parser.add_argument("--output", type=Path, help="default: the network's name with .familiarity")
    chosen = parser.parse_args()

    network = load(chosen.network)
    drive = read_drive(chosen.drive)
    recorded = features(network, drive.canvases(chosen.cache / f"{drive.name}.npy"))
    rendered, unseen = (features(network, RenderedFrames.load(chosen.cache / "rendered", part).canvases) for part in ("train", "test"))
    kinds = [summary(recorded), summary(rendered)]
    threshold = float(numpy.quantile(distances(numpy.concatenate([recorded, rendered]), kinds), QUANTILE))
    head = {"network": chosen.network.stem, "layers": list(LAYERS.values()), "bands": BANDS, "kinds": len(kinds), "features": recorded.shape[1],
            "quantile": QUANTILE, "threshold": threshold, "frames": len(recorded) + len(rendered)}
    path = chosen.output or chosen.network.with_suffix(".familiarity")
    upper = numpy.triu_indices(recorded.shape[1])
    with open(path, "wb") as file:
        file.write(json.dumps(head).encode() + b"\n")
        for mean, factor in kinds:
            file.write(mean.astype("<f4").tobytes() + factor[upper].astype("<f4").tobytes())
    far = 100 * (distances(unseen, kinds) > threshold).mean()
    print(f"{path}: threshold {threshold:.3f}; {far:.1f} % of {len(unseen)} rendered frames of unseen seeds lie beyond it")


if __name__ == "__main__":
    main()
