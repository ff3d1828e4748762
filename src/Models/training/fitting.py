"""Fitting a network: AdamW with one cycle of the learning rate, Huber loss, a running mean of the weights."""

import copy
import time
from dataclasses import dataclass, field

import numpy
import torch
from torch.nn import functional

from augmentation import Augmentation, augment
from network import pilotnet


@dataclass(frozen=True)
class Recipe:
    """Everything that training depends on, besides the frames."""

    seed: int = 20
    samples: int = 250_000
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.05
    dropout: float = 0.3
    huber: float = 0.15
    angle_weight: float = 2.0
    average: float = 0.998
    smoothing_seconds: float = 0.15
    rendered_share: float = 0.3
    augmentation: Augmentation = field(default_factory=Augmentation)


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


def fit(sources, recipe, log=print):
    """sources: list of (canvases N x 3 x 106 x 200, labels N radians, share of each batch). Returns the network, in evaluation mode."""
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed)
    network = pilotnet(recipe.dropout).to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    steps = recipe.samples // recipe.batch
    decayed = [values for values in network.parameters() if values.ndim > 1]
    plain = [values for values in network.parameters() if values.ndim == 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": recipe.decay}, {"params": plain, "weight_decay": 0.0}], lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps, pct_start=0.15)
    draws = [_Draw(len(labels), generator) for _, labels, _ in sources]
    counts = [round(recipe.batch * share) for _, _, share in sources]
    labels = [torch.as_tensor(values, dtype=torch.float32) for _, values, _ in sources]
    network.train()
    started, running = time.time(), 0.0
    for step in range(steps):
        picked = [draw.take(count) for draw, count in zip(draws, counts)]
        batch = torch.cat([torch.from_numpy(source[0][index.numpy()].astype(numpy.float32)) for source, index in zip(sources, picked)])
        inputs, targets = augment(batch, torch.cat([values[index] for values, index in zip(labels, picked)]), recipe.augmentation, generator)
        with torch.autocast("cpu", torch.bfloat16):
            outputs = network(inputs)
        losses = functional.huber_loss(outputs[:, 0].float(), targets, reduction="none", delta=recipe.huber)
        weights = 1 + recipe.angle_weight * targets.abs().clamp(max=0.5)
        loss = (losses * weights).sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        keep = min(recipe.average, step / (step + 10))
        with torch.no_grad():
            for mean, values in zip(averaged.parameters(), network.parameters()):
                mean.lerp_(values, 1 - keep)
        running += loss.item()
        if (step + 1) % 500 == 0:
            log(f"  step {step + 1}/{steps}  loss {running / 500:.5f}  {time.time() - started:.0f} s")
            running = 0.0
    return averaged.eval()


class _Draw:
    """Indices of a source in random order, each once before any comes again."""

    def __init__(self, count, generator):
        self._count, self._generator = count, generator
        self._order = torch.empty(0, dtype=torch.long)

    def take(self, count):
        while len(self._order) < count:
            self._order = torch.cat([self._order, torch.randperm(self._count, generator=self._generator)])
        taken, self._order = self._order[:count], self._order[count:]
        return taken
