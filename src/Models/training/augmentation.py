"""Random views of canvases: mirror, side step, yaw, pitch, roll, zoom, light, shadow, noise, erased rectangles.

Mirroring changes the angle's sign. A side step shears the ground below the horizon and a yaw moves the whole picture; both come
with the steering that brings the car back.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from contract import CANVAS_HEIGHT, HEIGHT, MARGIN, WIDTH

_ROWS = torch.arange(HEIGHT).float() + 0.5 - HEIGHT / 2
_COLUMNS = torch.arange(WIDTH).float() + 0.5 - WIDTH / 2


@dataclass(frozen=True)
class Augmentation:
    """Strengths. Lengths are pixels of the 66 x 200 strip; the gains are radians of steering wheel a pixel; light, tint and noise
    are in the unit of the input, whose range is -1..1; shadow and erase are the share of pictures that get one."""

    yaw: float = 6.0
    yaw_gain: float = 0.012
    side_step: float = 10.0
    side_step_gain: float = 0.006
    horizon: float = 22.0  # row of the strip at which the ground begins; the lowest row moves by the side step
    pitch: float = 5.0
    roll: float = 0.02
    zoom: float = 0.06
    light: float = 0.35
    tint: float = 0.08
    shadow: float = 0.5
    noise: float = 0.03
    erase: float = 0.3


class Augmenter:
    """Draws views; two of the same seed draw the same ones."""

    def __init__(self, seed):
        self._generator = torch.Generator().manual_seed(seed)
        self._noise = torch.randn(1 << 20, generator=self._generator)

    def view(self, canvases, labels, how):
        """canvases: N x 3 x 106 x 200; labels: N radians. Returns N x 3 x 66 x 200 and N."""
        mirror = torch.where(self._uniform(len(labels), 0, 1) < 0.5, -1.0, 1.0)
        yaw, step = self._uniform(len(labels), -how.yaw, how.yaw), self._uniform(len(labels), -how.side_step, how.side_step)
        images = functional.grid_sample(canvases, self._grid(yaw, step, mirror, how), mode="bilinear", padding_mode="border", align_corners=False)
        self._relight(images, how)
        self._erase(images, how.erase)
        # A view taken from further right, or turned right, must steer left: the correction has the other sign.
        return images, mirror * (labels - how.yaw_gain * yaw - how.side_step_gain * step)

    def _uniform(self, count, low, high):
        return torch.rand(count, generator=self._generator) * (high - low) + low

    def _grid(self, yaw, step, mirror, how):
        """Where each of the 66 x 200 pixels is read in the canvas, in grid_sample's -1..1. N x 66 x 200 x 2."""
        count = len(yaw)
        pitch, roll = self._uniform(count, -how.pitch, how.pitch), self._uniform(count, -how.roll, how.roll)
        zoom = 1 + self._uniform(count, -how.zoom, how.zoom)
        down = zoom[:, None] * _ROWS + pitch[:, None]
        depth = ((down + HEIGHT / 2 - how.horizon) / (HEIGHT - how.horizon)).clamp(min=0)
        across = (zoom * roll)[:, None] * _ROWS + yaw[:, None] + step[:, None] * depth
        grid = torch.empty(count, HEIGHT, WIDTH, 2)
        torch.add((across / (WIDTH / 2))[:, :, None], (zoom * mirror / (WIDTH / 2))[:, None, None] * _COLUMNS, out=grid[..., 0])
        torch.add(((down + HEIGHT / 2 + MARGIN) / (CANVAS_HEIGHT / 2) - 1)[:, :, None],
                  (-zoom * roll * mirror / (CANVAS_HEIGHT / 2))[:, None, None] * _COLUMNS, out=grid[..., 1])
        return grid

    def _relight(self, images, how):
        """Bends, stretches and moves the luma, casts shadows, moves and stretches the chroma, adds noise. In place."""
        count = len(images)
        luma = images[:, 0]
        bend, contrast, brightness = (self._uniform(count, -how.light, how.light)[:, None, None] for _ in range(3))
        luma.addcmul_(bend, 1 - luma * luma)
        luma.mul_(1 + contrast).add_(0.6 * brightness)
        self._shade(luma, how.shadow)
        saturation, tint = self._uniform(count, 0.6, 1.4), self._uniform(2 * count, -how.tint, how.tint)
        images[:, 1:] = images[:, 1:] * saturation[:, None, None, None] + tint.view(count, 2, 1, 1)
        strengths = self._uniform(count, 0, how.noise).tolist()
        starts = torch.randint(len(self._noise) - HEIGHT * WIDTH, (count,), generator=self._generator).tolist()
        for picture, strength, start in zip(luma, strengths, starts):
            picture.add_(self._noise[start:start + HEIGHT * WIDTH].view(HEIGHT, WIDTH), alpha=strength)
        luma.clamp_(-1, 1)

    def _shade(self, luma, share):
        """Darkens a half plane or a band of some pictures. In place."""
        count = len(luma)
        turn, offset, width, depth, chance = (self._uniform(count, low, high).tolist() for low, high in
                                              ((0, 6.2832), (-0.6, 0.6), (0.1, 1.5), (0.2, 0.65), (0, 1)))
        for index in range(count):
            if chance[index] < share:
                angle = torch.tensor(turn[index])
                distance = (_COLUMNS * (3 / WIDTH) * torch.cos(angle))[None] + (_ROWS / HEIGHT * torch.sin(angle) - offset[index])[:, None]
                inside = (distance > 0) & (distance < width[index])
                luma[index].sub_(inside * (luma[index] + 1), alpha=depth[index])

    def _erase(self, images, share):
        """Sets one rectangle on some of the pictures to the picture's mean. In place."""
        draws = self._uniform(5 * len(images), 0, 1).view(-1, 5).tolist()
        for image, (chance, top, left, tall, wide) in zip(images, draws):
            if chance < share:
                height, width = int(8 + 26 * tall), int(12 + 48 * wide)
                row, column = int(top * (HEIGHT - height)), int(left * (WIDTH - width))
                image[:, row:row + height, column:column + width] = image.mean((1, 2))[:, None, None]
