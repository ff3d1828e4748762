"""The model card: what a network is, what it learned from, and how wrong it is, written from the figures that were measured."""


_KINDS = {"pilotnet": "PilotNet", "gap": "PilotNet with a mean over all places in place of its hidden dense layers"}


def write_card(document, path):
    """document: what cross_validate.py and train.py wrote as JSON. A figure that was not measured is said to be absent."""
    network, recipe = document["network"], document["network"]["recipe"]
    parts = [f"# {network['file']}\n",
             f"{_KINDS[recipe.get('kind', 'pilotnet')]}: {network.get('parameters', 252_219):,} parameters, ReLU, input 3 x 66 x 200, one output.\n",
             "## Which angle\n",
             f"{network['description']} Unit: radians of steering **wheel** (not road wheel), positive = right. The labels of the Udacity "
             "challenge 2 drive are positive = left and are turned round by the reader.\n" if "ch2" in network["trained_on"] else
             f"{network['description']} Unit: radians, positive = right, of whatever the labels recorded.\n",
             "## Input\n",
             "Crop: of the picture's height the part 0.30 to 0.90; in it the largest centred 200:66 rectangle; resized by area averaging. Y, U, V of "
             "BT.601, full range, each value / 127.5 - 1. The same is written in the file's metadata.\n",
             "## Training\n",
             f"Data: {network['trained_on']}. Seed {recipe['seed']}, {recipe['samples']:,} pictures (repeats counted), batch {recipe['batch']}, AdamW, one cycle up to a rate of "
             f"{recipe['rate']:g}, weight decay {recipe['decay']:g}, dropout {recipe['dropout']:g}, Huber loss, running mean of the weights. Labels are "
             f"averaged over time (Gaussian of {recipe['smoothing_seconds']:g} s). Views: mirrored with the sign changed, stepped aside and turned with the "
             "steering that brings the car back, pitch, roll, zoom, light, shadow, noise.\n"]
    parts += _cross_validation(document) + _rendered(document)
    if "training_frames" in document:
        figures = document["training_frames"]
        parts += ["## On its own training frames\n",
                  f"RMSE {figures['rmse']:.4f} rad, correlation {figures['correlation']:.3f} on {figures['frames']:,} frames **that it learned from**: this "
                  "says nothing about other roads, and neither does any film of this drive that the network annotates.\n"]
    parts += ["## Limits\n",
              "One drive, one camera, daylight, dry road. A held-out stretch of the same drive is not another road. No knowledge of speed, route or "
              "turn signals: at junctions the angle is a guess. Not for driving a car.\n"]
    path.write_text("\n".join(parts))


def _cross_validation(document):
    if "cross_validation" not in document:
        return ["## Error\n", "Not measured: run `cross_validate.py` on the drive.\n"]
    measured, drive = document["cross_validation"], document["drive"]
    pooled, interval = measured["pooled"], measured["pooled"]["interval"]
    rows = [f"| {part['start']}..{part['stop'] - 1} | {part['rmse']:.4f} | {part['rmse_always_zero']:.4f} | {part['rmse_train_mean']:.4f} | "
            f"{part['ratio_to_always_zero']:.2f} | {part['correlation']:.2f} |" for part in measured["folds"]]

    def between(figure):
        return f"{interval[figure][0]:.3f} .. {interval[figure][1]:.3f}"

    return [
        f"## Error on stretches of {drive['name']} that were held out\n",
        f"{len(rows)} contiguous stretches of {drive['frames']:,} frames; each was predicted by a network of the same recipe that saw neither it nor "
        f"{measured['gap_seconds']:g} s on each side of it. The shipped network saw all of them. The recipe was chosen by trying about fifteen variants on the stretches "
        "that start at lines 750 and 2304, so those two are slightly flattered.\n"
        if "ch2" in drive["name"] else
        f"{len(rows)} contiguous stretches of {drive['frames']:,} frames; each was predicted by a network that saw neither it nor {measured['gap_seconds']:g} s around it.\n",
        f"Pooled, with {100 * measured['confidence']:.0f} % intervals over {measured['resamples']:,} resamples of blocks of at least {measured['block_seconds']:g} s:\n",
        "| predictor | RMSE (rad) | RMSE / always zero | correlation |\n|---|---|---|---|\n"
        f"| network | {pooled['rmse']:.4f} ({between('rmse')}) | {pooled['ratio_to_always_zero']:.3f} ({between('ratio_to_always_zero')}) | "
        f"{pooled['correlation']:.3f} ({between('correlation')}) |\n"
        f"| always zero | {pooled['rmse_always_zero']:.4f} | 1 | none |\n"
        f"| mean of the training labels | {pooled['rmse_train_mean']:.4f} | {pooled['rmse_train_mean'] / pooled['rmse_always_zero']:.3f} | none |\n",
        _straightness(measured),
        "| lines | RMSE | always zero | train mean | RMSE / always zero | correlation |\n|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"]


def _straightness(measured):
    straight, other = measured["straight_under_5_degrees"], measured["not_straight"]
    return (f"Frames under 5 degrees ({straight['frames']:,}): RMSE {straight['rmse']:.4f}, always zero {straight['rmse_always_zero']:.4f}. The others ({other['frames']:,}): "
            f"RMSE {other['rmse']:.4f}, always zero {other['rmse_always_zero']:.4f}, correlation {other['correlation']:.3f}.\n")


def _rendered(document):
    if "rendered" not in document:
        return []
    measured = document["rendered"]
    rows = [("all", "all", measured["pooled"])] + [(group["scene"], f"{group['scatter']:g}", group) for group in measured["groups"]]
    return ["## Error on rendered roads of seeds that it never saw\n",
            f"{measured['films']} films. Scatter 0 drives as in a film; at 0.5 every frame jumps about the lane and the road's looks change.\n",
            "| scene | scatter | frames | RMSE (rad) | always zero | train mean | correlation |\n|---|---|---|---|---|---|---|\n" + "\n".join(
                f"| {scene} | {scatter} | {figures['frames']:,} | {figures['rmse']:.4f} | {figures['rmse_always_zero']:.4f} | {figures['rmse_train_mean']:.4f} | "
                f"{figures['correlation']:.3f} |" for scene, scatter, figures in rows) + "\n"]
