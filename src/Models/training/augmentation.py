"""Random views of canvases: mirror, side step, yaw, pitch, zoom, light, shadow, noise.

Mirroring changes the angle's sign. A side step shears the ground below the horizon and a yaw moves the picture; both come with
the steering that brings the car back.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from contract import CANVAS_HEIGHT, HEIGHT, MARGIN, WIDTH


@dataclass(frozen=True)
class Augmentation:
    """Strengths. Lengths are pixels of the 66 x 200 strip; the gains are radians of steering wheel a pixel."""

    yaw: float = 6.0
    yaw_gain: float = 0.012
    side_step: float = 10.0
    side_step_gain: float = 0.006
    pitch: float = 5.0
    roll: float = 0.02
    zoom: float = 0.06
    light: float = 0.35
    tint: float = 0.08
    shadow: float = 0.5
    noise: float = 0.03
    erase: float = 0.3

    # Row of the strip at which the ground begins (the horizon), and the row that moves by `side_step` pixels.
    HORIZON = 4.0


def augment(canvases, labels, how, generator):
    """canvases: N x 3 x 106 x 200; labels: N radians. Returns N x 3 x 66 x 200 and N."""
    count = len(labels)

    def uniform(low, high, *shape):
        return torch.rand(count, *shape, generator=generator) * (high - low) + low

    mirrored = torch.rand(count, generator=generator) < 0.5
    yaw, step = uniform(-how.yaw, how.yaw), uniform(-how.side_step, how.side_step)
    grid = _grid(yaw, step, uniform(-how.pitch, how.pitch), uniform(-how.roll, how.roll), 1 + uniform(-how.zoom, how.zoom),
                 how.HORIZON, mirrored)
    images = functional.grid_sample(canvases, grid, mode="bilinear", padding_mode="border", align_corners=False)
    # A view taken from further right, or turned right, must steer left: the correction has the other sign.
    labels = labels - how.yaw_gain * yaw - how.side_step_gain * step
    labels = torch.where(mirrored, -labels, labels)

    images = images.contiguous(memory_format=torch.channels_last)
    luma = (images[:, 0] + 1) / 2
    luma = luma.clamp(0, 1) ** torch.exp(uniform(-how.light, how.light, 1, 1))
    luma = luma * (1 + uniform(-how.light, how.light, 1, 1)) + uniform(-how.light, how.light, 1, 1) * 0.3
    luma = luma * _shadows(count, how.shadow, generator)
    images[:, 0] = (luma * 2 - 1).clamp(-1, 1)
    images[:, 1:] = images[:, 1:] * uniform(0.6, 1.4, 1, 1, 1) + uniform(-how.tint, how.tint, 2, 1, 1)
    images = images + how.noise * uniform(0, 1, 1, 1, 1) * torch.randn(count, 1, HEIGHT, WIDTH, generator=generator)
    _erase(images, how.erase, generator)
    return images, labels


def _grid(yaw, step, pitch, roll, zoom, horizon, mirrored):
    """Where each of the 66 x 200 pixels is read in the canvas, in grid_sample's -1..1. N x 66 x 200 x 2."""
    rows = torch.arange(HEIGHT).float()[None, :, None] + 0.5 - HEIGHT / 2
    columns = torch.arange(WIDTH).float()[None, None, :] + 0.5 - WIDTH / 2
    yaw, step, pitch, roll, zoom = (values[:, None, None] for values in (yaw, step, pitch, roll, zoom))
    columns = torch.where(mirrored[:, None, None], -columns, columns)
    across = zoom * (columns + roll * rows)
    down = zoom * (rows - roll * columns) + pitch
    depth = ((down + HEIGHT / 2 - horizon) / (HEIGHT - horizon)).clamp(min=0)
    across = across + yaw + step * depth
    down = down.expand_as(across)
    return torch.stack([across / (WIDTH / 2), (down + HEIGHT / 2 + MARGIN) / (CANVAS_HEIGHT / 2) - 1], -1)


def _shadows(count, share, generator):
    """Factors for the luma: a darker half plane or band on `share` of the pictures. N x 66 x 200."""
    def uniform(low, high):
        return torch.rand(count, 1, 1, generator=generator) * (high - low) + low

    rows = torch.arange(HEIGHT).float()[None, :, None] / HEIGHT - 0.5
    columns = torch.arange(WIDTH).float()[None, None, :] / WIDTH - 0.5
    turn = uniform(0, 6.2832)
    distance = columns * 3 * torch.cos(turn) + rows * torch.sin(turn) - uniform(-0.6, 0.6)
    inside = ((distance > 0) & (distance < uniform(0.1, 1.5))).float()
    present = (uniform(0, 1) < share).float()
    return 1 - present * inside * uniform(0.2, 0.65)


def _erase(images, share, generator):
    """Sets one rectangle on `share` of the pictures to the picture's mean."""
    draws = torch.rand(len(images), 5, generator=generator).tolist()
    for image, (chance, top, left, tall, wide) in zip(images, draws):
        if chance < share:
            height, width = int(8 + 26 * tall), int(12 + 48 * wide)
            row, column = int(top * (HEIGHT - height)), int(left * (WIDTH - width))
            image[:, row:row + height, column:column + width] = image.mean((1, 2))[:, None, None]
