#!/usr/bin/python3
"""Trains a network on all frames of a drive, with or without rendered roads, and writes it as ONNX with its contract."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy

from contract import strip
from drives import read_drive
from export import export
from fitting import Recipe, fit
from model_card import write_card
from network import KINDS, PARAMETERS, angles, one_thread
from scores import score
from sources import RenderedFrames, recorded_source, sources

ROOT = Path(__file__).resolve().parents[3]
DEFAULT = ROOT / "src/Models/default/pilotnet.onnx"


def evaluate_rendered(network, test, train_mean):
    """Scores on films of unseen seeds: all of them, and each scene at each scatter."""
    predicted = angles(network, strip(test.canvases))
    mean = numpy.full(len(predicted), train_mean)
    groups = {}
    for film, name in enumerate(test.names):
        scene, rest = name.split("-scatter-")
        groups.setdefault((scene.rsplit("-", 1)[0], rest.split("-")[0]), []).append(film)
    figures = {"pooled": score(predicted, test.labels, mean), "films": len(test.names), "groups": []}
    for (scene, scatter), films in sorted(groups.items()):
        inside = numpy.isin(test.owner, films)
        figures["groups"].append({"scene": scene, "scatter": float(scatter), **score(predicted[inside], test.labels[inside], mean[inside])})
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drive", type=Path, required=True, help="labels file, or the folder that holds it")
    parser.add_argument("--rate", type=float, default=20, help="frames/s of labels without time stamps")
    parser.add_argument("--rendered", type=Path, help="folder made by render.py; leave it out for a drive whose angle is not a steering wheel's")
    parser.add_argument("--output", type=Path, required=True, help="the .onnx file to write; the default network is src/Models/default/pilotnet.onnx")
    parser.add_argument("--cache", type=Path, default=ROOT / ".build/training", help="folder for resized frames")
    parser.add_argument("--samples", type=int, default=Recipe.samples, help="pictures that the network learns from, repeats counted")
    parser.add_argument("--seed", type=int, default=Recipe.seed, help="networks of other seeds show how sure an angle is")
    parser.add_argument("--kind", choices=KINDS, default=Recipe.kind, help="pilotnet, or gap: a mean over all places before one dense layer, for class activation maps")
    chosen = parser.parse_args()

    one_thread()
    recipe = Recipe(kind=chosen.kind, samples=chosen.samples, seed=chosen.seed)
    drive = read_drive(chosen.drive, chosen.rate)
    canvases = drive.canvases(chosen.cache / f"{drive.name}.npy")
    train = test = None
    if chosen.rendered is not None:
        for part in ("train", "test"):
            RenderedFrames.store(chosen.rendered, chosen.cache / "rendered", part)
        train, test = (RenderedFrames.load(chosen.cache / "rendered", part) for part in ("train", "test"))
    everything = numpy.arange(len(drive.files))
    network = fit(sources(recorded_source(drive, canvases, everything, recipe, train is not None), train, recipe), recipe,
                  log=lambda line: print(line, flush=True))
    trained_on = drive.name + ("" if train is None else "; rendered roads")
    description = (f"Steering-wheel angle; every frame of {drive.name} is a training frame" +
                   ("." if train is None else ", and so are rendered roads of scattered looks."))
    export(network, chosen.output, description, trained_on)

    figures = chosen.output.parent / "evaluation.json" if chosen.output.resolve() == DEFAULT else chosen.output.with_suffix(".json")
    document = json.loads(figures.read_text()) if figures.exists() else {}
    document["network"] = {"file": chosen.output.name, "description": description, "parameters": PARAMETERS[chosen.kind], "trained_on": trained_on, "recipe": asdict(recipe)}
    document["training_frames"] = score(angles(network, strip(canvases)), drive.angles, float(drive.angles.mean()))
    if test is not None:
        document["rendered"] = evaluate_rendered(network, test, float(train.labels.mean()))
    figures.write_text(json.dumps(document, indent=1) + "\n")
    write_card(document, chosen.output.with_suffix(".md"))
    print(json.dumps(document["training_frames"]), json.dumps(document.get("rendered", {}).get("pooled")), sep="\n")


if __name__ == "__main__":
    main()
