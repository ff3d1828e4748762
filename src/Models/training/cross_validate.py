#!/usr/bin/python3
"""Measures a recipe on one drive: each stretch is predicted by a network that saw neither it nor 4 s on each side of it."""

import argparse
import json
import multiprocessing
from dataclasses import asdict
from pathlib import Path

import numpy

from contract import strip
from drives import read_drive
from fitting import Recipe, fit
from folds import GAP_SECONDS, stretches, training_frames
from network import KINDS, angles, one_thread
from scores import BLOCK_SECONDS, CONFIDENCE, RESAMPLES, STRAIGHT, blocks, intervals, score
from sources import RenderedFrames, recorded_source, sources

ROOT = Path(__file__).resolve().parents[3]


def hold_out(drive_path, rate, rendered, cache, recipe, stretch):
    """Trains without `stretch` and predicts it. Returns predictions, and the mean label of the training frames."""
    one_thread()
    drive = read_drive(drive_path, rate)
    canvases = drive.canvases(cache)
    allowed = training_frames(drive, stretch)
    recorded = recorded_source(drive, canvases, allowed, recipe, rendered is not None)
    network = fit(sources(recorded, RenderedFrames.load(rendered, "train"), recipe), recipe,
                  log=lambda line: print(f"[{stretch[0]}..{stretch[1]}){line}", flush=True))
    return angles(network, strip(canvases[stretch[0]:stretch[1]])), float(drive.angles[allowed].mean())


def evaluate(drive, parts, predicted, means):
    """The figures of cross-validation: pooled with intervals, straight frames apart from the others, and each stretch."""
    order = numpy.concatenate([numpy.arange(*part) for part in parts])
    assert sorted(order.tolist()) == list(range(len(drive.files)))
    mean = numpy.empty(len(order))
    guess = numpy.empty(len(order))
    for part, values, constant in zip(parts, predicted, means):
        guess[part[0]:part[1]], mean[part[0]:part[1]] = values, constant
    truth = drive.angles.astype(float)
    straight = numpy.abs(truth) < STRAIGHT
    pooled = score(guess, truth, mean)
    pooled["interval"] = intervals(guess, truth, mean, blocks(drive.seconds, parts))
    return {
        "gap_seconds": GAP_SECONDS, "block_seconds": BLOCK_SECONDS, "resamples": RESAMPLES, "confidence": CONFIDENCE,
        "pooled": pooled,
        "straight_under_5_degrees": score(guess[straight], truth[straight], mean[straight]),
        "not_straight": score(guess[~straight], truth[~straight], mean[~straight]),
        "folds": [{"start": start, "stop": stop, **score(guess[start:stop], truth[start:stop], mean[start:stop])} for start, stop in parts],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drive", type=Path, required=True, help="labels file, or the folder that holds it")
    parser.add_argument("--rate", type=float, default=20, help="frames/s of labels without time stamps")
    parser.add_argument("--rendered", type=Path, help="folder made by render.py")
    parser.add_argument("--output", type=Path, default=ROOT / "src/Models/default/evaluation.json")
    parser.add_argument("--cache", type=Path, default=ROOT / ".build/training", help="folder for resized frames")
    parser.add_argument("--samples", type=int, default=Recipe.samples, help="pictures that each network learns from, repeats counted")
    parser.add_argument("--workers", type=int, default=2, help="networks trained at once, one thread each")
    parser.add_argument("--kind", choices=KINDS, default=Recipe.kind, help="as for train.py")
    chosen = parser.parse_args()

    one_thread()
    recipe = Recipe(kind=chosen.kind, samples=chosen.samples)
    drive = read_drive(chosen.drive, chosen.rate)
    cache = chosen.cache / f"{drive.name}.npy"
    drive.canvases(cache)
    rendered = None
    if chosen.rendered is not None:
        rendered = chosen.cache / "rendered"
        RenderedFrames.store(chosen.rendered, rendered, "train")
    parts = stretches(drive)
    with multiprocessing.get_context("spawn").Pool(chosen.workers, maxtasksperchild=1) as pool:
        waiting = [pool.apply_async(hold_out, (chosen.drive, chosen.rate, rendered, cache, recipe, part)) for part in parts]
        results = [one.get() for one in waiting]
    figures = evaluate(drive, parts, [one[0] for one in results], [one[1] for one in results])
    document = json.loads(chosen.output.read_text()) if chosen.output.exists() else {}
    document["drive"] = {"name": drive.name, "frames": len(drive.files), "runs": drive.runs, "label_std": float(drive.angles.std())}
    document["recipe"] = asdict(recipe)
    document["cross_validation"] = figures
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps(document, indent=1) + "\n")
    pooled = figures["pooled"]
    print(f"{len(parts)} stretches of {drive.name}, {pooled['frames']} frames: RMSE {pooled['rmse']:.4f} rad; always zero "
          f"{pooled['rmse_always_zero']:.4f} (ratio {pooled['ratio_to_always_zero']:.3f}); train mean {pooled['rmse_train_mean']:.4f}; "
          f"correlation {pooled['correlation']:.3f}; intervals {pooled['interval']}")


if __name__ == "__main__":
    main()
