"""Fitting a network: AdamW with one cycle of the learning rate, Huber loss, a running mean of the weights."""

import copy
import time
from dataclasses import dataclass, field

import torch
from torch.nn import functional

from augmentation import Augmentation, Augmenter
from network import network_of


@dataclass(frozen=True)
class Recipe:
    """Everything that training depends on, besides the frames."""

    kind: str = "pilotnet"
    seed: int = 20
    samples: int = 160_000
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.05
    dropout: float = 0.3
    huber: float = 0.15
    angle_weight: float = 2.0
    average: float = 0.998
    smoothing_seconds: float = 0.15
    rendered_share: float = 0.3
    recorded: Augmentation = field(default_factory=Augmentation)
    # Rendered frames come with side steps and turns of their own, and with their true angles.
    rendered: Augmentation = field(default_factory=lambda: Augmentation(yaw=0, side_step=0, pitch=2))


def fit(sources, recipe, log=print):
    """Trains a network from nothing and returns the running mean of its weights, in evaluation mode."""
    torch.manual_seed(recipe.seed)
    feeds = [_Feed(source, round(recipe.batch * source.share), recipe.seed + order) for order, source in enumerate(sources)]
    network = network_of(recipe.kind, recipe.dropout).to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    steps = recipe.samples // recipe.batch
    optimizer = torch.optim.AdamW([
        {"params": [values for values in network.parameters() if values.ndim > 1], "weight_decay": recipe.decay},
        {"params": [values for values in network.parameters() if values.ndim == 1], "weight_decay": 0.0}], lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps, pct_start=0.15)
    network.train()
    started, running = time.time(), 0.0
    for step in range(steps):
        inputs, targets = (torch.cat(parts) for parts in zip(*(feed.take() for feed in feeds)))
        with torch.autocast("cpu", torch.bfloat16):
            outputs = network(inputs.contiguous(memory_format=torch.channels_last))
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


class _Feed:
    """Augmented batches of a source: its frames in random order, each once before any comes again."""

    def __init__(self, source, count, seed):
        self._source, self._count = source, count
        self._canvases = torch.from_numpy(source.canvases)
        self._labels = torch.as_tensor(source.labels, dtype=torch.float32)
        self._index = torch.as_tensor(source.index)
        self._generator = torch.Generator().manual_seed(seed)
        self._augmenter = Augmenter(seed)
        self._order = torch.empty(0, dtype=torch.long)

    def take(self):
        while len(self._order) < self._count:
            self._order = torch.cat([self._order, torch.randperm(len(self._index), generator=self._generator)])
        taken, self._order = self._index[self._order[:self._count]], self._order[self._count:]
        return self._augmenter.view(self._canvases[taken].float(), self._labels[taken], self._source.augmentation)
