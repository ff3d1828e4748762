"""Recorded drives: the known kinds of csv, their unit and sign, and their pictures as canvases."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image

from contract import CANVAS_HEIGHT, WIDTH, Resizer, canvas_from_rgb

SIMULATOR_FULL_SCALE = math.radians(25)


@dataclass
class Drive:
    """Frames of one drive in order. angles: radians, positive = right. runs: [start, stop) of consecutive frames."""

    name: str
    files: list
    angles: numpy.ndarray
    seconds: numpy.ndarray
    runs: list

    def canvases(self, cache=None):
        """N x 3 x 106 x 200 float16; kept in the file `cache` if one is named."""
        if cache is not None and cache.exists():
            return numpy.load(cache, mmap_mode="c")
        resizer = Resizer()
        canvases = numpy.empty((len(self.files), 3, CANVAS_HEIGHT, WIDTH), numpy.float16)
        for index, file in enumerate(self.files):
            with Image.open(file) as picture:
                canvases[index] = canvas_from_rgb(numpy.asarray(picture.convert("RGB")), resizer)
        if cache is not None:
            cache.parent.mkdir(parents=True, exist_ok=True)
            numpy.save(cache, canvases)
            return numpy.load(cache, mmap_mode="c")
        return canvases


def read_drive(path, rate=20.0):
    """Reads a labels file, or the one labels file of a folder. `rate` (frames/s) serves files without time stamps."""
    path = Path(path)
    if path.is_dir():
        known = [path / name for name in ("steering.csv", "driving_log.csv", "data.txt", "angles.csv") if (path / name).exists()]
        if not known:
            raise SystemExit(f"{path}: no steering.csv, driving_log.csv, data.txt or angles.csv in the folder: name the labels file itself")
        path = known[0]
    if not path.exists():
        raise SystemExit(f"{path}: no such file or folder")
    text = path.read_text()
    first = text.split("\n", 1)[0].lower().replace(" ", "")
    rows = list(csv.reader(text.splitlines(), skipinitialspace=True))
    if first.startswith("index,frame,timestamp_ns,steering_rad"):
        return _challenge(path, rows[1:])
    if first.startswith("file,angle_rad"):
        return _plain(path, rows[1:], rate)
    if first.startswith("center,"):
        return _simulator(path, rows[1:], rows[0], rate)
    if len(rows[0]) == 7 and "center" in rows[0][0]:
        return _simulator(path, rows, ["center", "left", "right", "steering"], rate)
    if path.suffix == ".txt" and len(first.split(",")) <= 2:
        return _degrees(path, text, rate)
    raise SystemExit(f"{path}: unknown kind of labels; known are index,frame,timestamp_ns,steering_rad | file,angle_rad | "
                     "driving_log.csv of the Udacity simulator | data.txt with 'picture degrees' lines")


def _challenge(path, rows):
    """Udacity challenge 2: steering wheel, radians, positive = left."""
    index = numpy.array([int(row[0]) for row in rows])
    seconds = numpy.array([int(row[2]) for row in rows]) / 1e9
    return _drive(path, [row[1] for row in rows], [-float(row[3]) for row in rows], seconds, numpy.diff(index) != 1)


def _simulator(path, rows, header, rate):
    """Udacity simulator: share of 25 degrees, positive = right; the centre camera."""
    centre, steering = header.index("center"), header.index("steering")
    names = [row[centre].strip().replace("\\", "/").split("/")[-1] for row in rows]
    values = [float(row[steering]) * SIMULATOR_FULL_SCALE for row in rows]
    return _drive(path, names, values, _stamps(names, rate))


def _degrees(path, text, rate):
    """Lines `picture degrees[,time]`: steering wheel, degrees, positive = right."""
    pairs = [line.split(",")[0].split() for line in text.splitlines() if line.strip()]
    names = [pair[0] for pair in pairs]
    return _drive(path, names, [math.radians(float(pair[1])) for pair in pairs], numpy.arange(len(names)) / rate)


def _plain(path, rows, rate):
    """Lines `file,angle_rad`: radians, positive = right."""
    return _drive(path, [row[0] for row in rows], [float(row[1]) for row in rows], numpy.arange(len(rows)) / rate)


def _stamps(names, rate):
    """Seconds from names such as center_2020_06_08_04_44_13_714.jpg; evenly spaced where the names have no time."""
    seconds = []
    for name in names:
        fields = Path(name).stem.split("_")[-4:]
        if len(fields) != 4 or not all(field.isdigit() for field in fields):
            return numpy.arange(len(names)) / rate
        hour, minute, second, millisecond = map(int, fields)
        seconds.append(hour * 3600 + minute * 60 + second + millisecond / 1000)
    return numpy.array(seconds)


def _drive(path, names, values, seconds, breaks=None):
    folders = [path.parent, path.parent / "IMG", *sorted(path.parent.glob("frames*")), path.parent / "data"]
    folder = next((folder for folder in folders if (folder / names[0]).exists()), None)
    if folder is None:
        raise SystemExit(f"{path}: {names[0]} is in none of {', '.join(str(folder) for folder in folders)}")
    files = [folder / name for name in names]
    missing = next((file for file in files if not file.exists()), None)
    if missing is not None:
        raise SystemExit(f"{path}: {missing} does not exist: remove its line or restore the picture")
    gaps = (numpy.diff(seconds) > 1) | (numpy.diff(seconds) < 0)
    edges = numpy.flatnonzero(gaps if breaks is None else gaps | breaks) + 1
    bounds = [0, *edges.tolist(), len(files)]
    return Drive(path.parent.name, files, numpy.array(values, numpy.float32), numpy.asarray(seconds, float), list(zip(bounds, bounds[1:])))
