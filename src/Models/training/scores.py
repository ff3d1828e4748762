"""Errors beside those of trivial predictors, with intervals that know that neighbouring frames are alike."""

import numpy

BLOCK_SECONDS = 4.0
RESAMPLES = 4000
CONFIDENCE = 0.95
STRAIGHT = numpy.radians(5)


def score(predicted, truth, mean):
    """Errors of predictions (N radians) and of two constants: zero, and `mean` (the training labels' mean; one, or one a frame)."""
    def rmse(values):
        return float(numpy.sqrt(numpy.mean(numpy.square(values))))

    varies = predicted.std() > 1e-9 and truth.std() > 1e-9
    return {
        "frames": len(truth),
        "rmse": rmse(predicted - truth),
        "rmse_always_zero": rmse(truth),
        "rmse_train_mean": rmse(truth - mean),
        "ratio_to_always_zero": rmse(predicted - truth) / rmse(truth),
        "ratio_to_train_mean": rmse(predicted - truth) / rmse(truth - mean),
        "correlation": float(numpy.corrcoef(predicted, truth)[0, 1]) if varies else None,
        "mean_absolute_error": float(numpy.abs(predicted - truth).mean()),
    }


def blocks(seconds, pieces):
    """Frames in contiguous blocks of at least BLOCK_SECONDS; no block crosses the end of a piece [start, stop)."""
    result = []
    for start, stop in pieces:
        length = seconds[stop - 1] - seconds[start]
        count = max(1, int(length // BLOCK_SECONDS))
        edges = numpy.searchsorted(seconds[start:stop], seconds[start] + length * numpy.arange(1, count) / count) + start
        result += [numpy.arange(low, high) for low, high in zip([start, *edges], [*edges, stop])]
    return result


def intervals(predicted, truth, mean, parts, seed=4):
    """Percentile intervals of score()'s figures over resamples of whole blocks, as {figure: [low, high]}."""
    random = numpy.random.default_rng(seed)
    drawn = []
    for _ in range(RESAMPLES):
        index = numpy.concatenate([parts[at] for at in random.integers(len(parts), size=len(parts))])
        drawn.append(score(predicted[index], truth[index], mean[index]))
    tail = 100 * (1 - CONFIDENCE) / 2
    return {figure: numpy.percentile([one[figure] for one in drawn], [tail, 100 - tail]).tolist()
            for figure in ("rmse", "rmse_always_zero", "ratio_to_always_zero", "ratio_to_train_mean", "correlation", "mean_absolute_error")}
