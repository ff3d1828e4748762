"""What a network learns from: a drive's frames with smoothed labels, and rendered frames beside them."""

from dataclasses import dataclass

import numpy

from augmentation import Augmentation
from rendered import read_films


@dataclass(frozen=True)
class Source:
    """Frames to learn from. canvases: N x 3 x 106 x 200 float16; labels: N radians; index: the frames that may be used;
    share: the part of each batch that they make up."""

    canvases: numpy.ndarray
    labels: numpy.ndarray
    index: numpy.ndarray
    share: float
    augmentation: Augmentation


@dataclass(frozen=True)
class RenderedFrames:
    """Frames of rendered roads, resized, kept as files in a cache folder. owner: which film a frame is of."""

    names: list
    canvases: numpy.ndarray
    labels: numpy.ndarray
    owner: numpy.ndarray

    @staticmethod
    def store(folder, cache, part):
        """Resizes the films of folder/part into the cache, where they are not in it yet."""
        if (cache / f"{part}.npz").exists():
            return
        cache.mkdir(parents=True, exist_ok=True)
        names, canvases, labels, owner = read_films(folder / part)
        numpy.save(cache / f"{part}.npy", canvases)
        numpy.savez(cache / f"{part}.npz", names=names, labels=labels, owner=owner)

    @staticmethod
    def load(cache, part):
        """The frames of `part`; None where there is no cache folder."""
        if cache is None:
            return None
        kept = numpy.load(cache / f"{part}.npz")
        return RenderedFrames(kept["names"].tolist(), numpy.load(cache / f"{part}.npy", mmap_mode="c"), kept["labels"], kept["owner"])


def recorded_source(drive, canvases, index, recipe, mixed):
    """The frames `index` of a drive, with labels smoothed over time; `mixed` leaves room for rendered frames in each batch."""
    labels = smoothed(drive.angles, drive.seconds, drive.runs, recipe.smoothing_seconds)
    return Source(canvases, labels, index, 1 - recipe.rendered_share if mixed else 1.0, recipe.recorded)


def sources(recorded, rendered, recipe):
    """What fit() learns from."""
    if rendered is None:
        return [recorded]
    return [recorded, Source(rendered.canvases, rendered.labels, numpy.arange(len(rendered.labels)), recipe.rendered_share, recipe.rendered)]


def smoothed(angles, seconds, runs, sigma):
    """Labels averaged over time with a Gaussian of `sigma` seconds cut at three sigma, never across the end of a run."""
    if sigma <= 0:
        return angles.copy()
    result = numpy.empty_like(angles)
    for start, stop in runs:
        for index in range(start, stop):
            low = max(start, index - 100)
            lag = seconds[low:min(stop, index + 101)] - seconds[index]
            weights = numpy.exp(-0.5 * (lag / sigma) ** 2) * (numpy.abs(lag) <= 3 * sigma)
            result[index] = (weights * angles[low:low + len(lag)]).sum() / weights.sum()
    return result
