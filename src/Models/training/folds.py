"""Contiguous stretches of a drive that are held out in turn, with a gap on each side that nobody learns from."""

import numpy

FOLDS = 6
GAP_SECONDS = 4.0

# Udacity challenge 2 test drive: [start, stop) positions in its labels file of 4,714 lines. Two stretches lie in the first run
# (index 0..1499 of the drive) and four in the second (2400..5613); 1499 and 2400 are not neighbours.
CHALLENGE_FRAMES = 4714
CHALLENGE = ((0, 750), (750, 1500), (1500, 2304), (2304, 3107), (3107, 3911), (3911, 4714))


def stretches(drive):
    """The held-out stretches of a drive: the fixed ones of challenge 2, else even parts of each run."""
    if len(drive.files) == CHALLENGE_FRAMES and drive.runs == [(0, 1500), (1500, CHALLENGE_FRAMES)]:
        return list(CHALLENGE)
    total, result = len(drive.files), []
    for start, stop in drive.runs:
        count = max(1, round(FOLDS * (stop - start) / total))
        edges = [start + (stop - start) * part // count for part in range(count + 1)]
        result += list(zip(edges, edges[1:]))
    if len(result) < 2:
        raise SystemExit("cross-validation needs two stretches at least: the drive is too short")
    return result


def training_frames(drive, stretch):
    """Positions of the frames that may be learned from when `stretch` is held out."""
    start, stop = stretch
    inside = numpy.zeros(len(drive.files), bool)
    for low, high in drive.runs:
        if low < stop and start < high:
            near = (drive.seconds[low:high] > drive.seconds[start] - GAP_SECONDS) & (drive.seconds[low:high] < drive.seconds[stop - 1] + GAP_SECONDS)
            inside[low:high] |= near
    inside[start:stop] = True
    return numpy.flatnonzero(~inside)
