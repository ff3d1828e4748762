"""Rendered roads: films made by the product's own `steerlens render`, and their frames as canvases.

A folder holds pairs of one film and its angles: NAME.mp4 beside NAME.csv, or raw frames NAME-320x180.yuv (4:2:0, 8 bit, BT.709
limited range) beside NAME-320x180.csv. The csv has a column angle_rad, positive = right, one line a frame.
"""

import csv
import re
import subprocess

import numpy

from contract import CANVAS_HEIGHT, WIDTH, Resizer, canvas_from_yuv420

SCENES = ("coast-road", "highway", "forest-road")
SIZE = (320, 180)
SECONDS_PER_FILM = 2
# Scatter 0 drives as in a film; 1 jumps about the lane and changes the road's looks as much as it can.
TRAINING_FILMS = ((0.0, 12), (0.5, 24), (1.0, 24))
TEST_FILMS = ((0.0, 8), (0.5, 8))
FIRST_TRAINING_SEED, FIRST_TEST_SEED = 1001, 9001


def render_all(launcher, folder):
    """Renders what is not there yet: folder/train and folder/test, with no seed in both."""
    for part, films, first in (("train", TRAINING_FILMS, FIRST_TRAINING_SEED), ("test", TEST_FILMS, FIRST_TEST_SEED)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for scene in SCENES:
            seed = first
            for scatter, count in films:
                for _ in range(count):
                    _render(launcher, scene, seed, scatter, folder / part)
                    seed += 1


def _render(launcher, scene, seed, scatter, folder):
    film = folder / f"{scene}-{seed}-scatter-{scatter:g}.mp4"
    if film.exists() and film.with_suffix(".csv").exists():
        return
    source = f"scene:{scene}?seed={seed}&size={SIZE[0]}x{SIZE[1]}&duration={SECONDS_PER_FILM}"
    subprocess.run([str(launcher), "render", source, "-o", str(film), "--truth", str(film.with_suffix(".csv")), "--scatter", f"{scatter:g}"], check=True)


def read_films(folder):
    """Every film of a folder, in the order of their names: names of films, canvases N x 3 x 106 x 200 float16, angles N,
    and N numbers that say which film a frame is of."""
    films = sorted(path for path in folder.glob("*") if path.suffix in (".mp4", ".yuv"))
    if not films:
        raise SystemExit(f"{folder}: no .mp4 or .yuv film: make them with `render.py --output {folder.parent}`")
    resizer = Resizer()
    angles = [_angles(film.with_suffix(".csv")) for film in films]
    canvases = numpy.empty((sum(map(len, angles)), 3, CANVAS_HEIGHT, WIDTH), numpy.float16)
    at = 0
    for film, truth in zip(films, angles):
        width, height = _size(film)
        pictures = numpy.frombuffer(_raw(film), numpy.uint8).reshape(-1, width * height * 3 // 2)
        if len(pictures) != len(truth):
            raise SystemExit(f"{film}: {len(pictures)} frames but {len(truth)} angles: render it again")
        for picture in pictures:
            luma, blue, red = numpy.split(picture, [width * height, width * height * 5 // 4])
            half = (height // 2, width // 2)
            canvases[at] = canvas_from_yuv420(luma.reshape(height, width), blue.reshape(half), red.reshape(half), resizer)
            at += 1
    owner = numpy.repeat(numpy.arange(len(films)), [len(truth) for truth in angles])
    return [film.stem for film in films], canvases, numpy.concatenate(angles), owner


def _angles(path):
    lines = list(csv.reader(path.read_text().splitlines()))
    column = lines[0].index("angle_rad") if "angle_rad" in lines[0] else 1
    rows = lines[1:] if "angle_rad" in lines[0] else lines
    return numpy.array([float(row[column]) for row in rows], numpy.float32)


def _size(film):
    named = re.search(r"-(\d+)x(\d+)\.yuv$", film.name)
    return (int(named[1]), int(named[2])) if named else SIZE


def _raw(film):
    if film.suffix == ".yuv":
        return film.read_bytes()
    command = ["ffmpeg", "-v", "error", "-i", str(film), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout
