"""Reads what a Keras .h5 file says of a sequential network: its layers' settings and weights. Nothing in the file is ever run."""

import json

import h5py
import numpy


class KerasError(Exception):
    """What is wrong with the file, in one line for people."""


class KerasLayer:
    """One layer: its kind (Conv2D, Dense, ...), name, settings, and weights in the order in which the file lists them."""

    def __init__(self, kind, settings, weights):
        self.kind, self.settings, self.weights = kind, settings, weights
        self.name = str(settings.get("name", kind.lower()))

    def get(self, *names, otherwise=None):
        """The first of these settings that is there: Keras 1 and 2 call the same thing differently."""
        for name in names:
            if self.settings.get(name) is not None:
                return self.settings[name]
        return otherwise

    def fail(self, what, remedy):
        """An error that names the layer and what to do."""
        return KerasError(f"layer '{self.name}' ({self.kind}): {what}: {remedy}")


class KerasFile:
    """The layers of a file and the version of Keras that wrote it."""

    def __init__(self, path):
        try:
            with h5py.File(path, "r") as file:
                self._read(file)
        except OSError as error:
            raise KerasError(f"can't be read as HDF5 ({str(error).splitlines()[0]}): name a file that Keras' model.save() wrote") from error

    def _read(self, file):
        if "model_config" not in file.attrs:
            raise KerasError("holds weights without the network that they belong to: load them in Keras and write the whole network with model.save('network.h5')")
        config = json.loads(_text(file.attrs["model_config"]))
        self.version = _text(file.attrs.get("keras_version", "1"))
        if config.get("class_name") != "Sequential":
            raise KerasError(f"holds a network of the kind {config.get('class_name')}: only Sequential ones are converted; tf2onnx writes ONNX from the others, inside their own TensorFlow")
        listed = config["config"]
        listed = listed["layers"] if isinstance(listed, dict) else listed
        stored = file["model_weights"] if "model_weights" in file else {}
        self.layers = [_layer(entry, stored) for entry in listed]


def _layer(entry, stored):
    kind, settings = entry["class_name"], entry["config"]
    name = settings.get("name", kind)
    weights = []
    if name in stored:
        group = stored[name]
        for weight in group.attrs.get("weight_names", []):
            values = numpy.asarray(group[_text(weight)])
            if values.dtype.kind != "f" or not numpy.isfinite(values).all():
                raise KerasError(f"layer '{name}' ({kind}): '{_text(weight)}' has values that are no finite numbers: its training went wrong, or the file is damaged")
            weights.append(values.astype(numpy.float32))
    return KerasLayer(kind, settings, weights)


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)
