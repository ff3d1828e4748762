"""Activations of Keras: the setting that many layers have, and the layers that are nothing else."""

SIMPLE = {
    "relu": ("Relu", {}), "tanh": ("Tanh", {}), "sigmoid": ("Sigmoid", {}), "softplus": ("Softplus", {}), "softsign": ("Softsign", {}),
    "elu": ("Elu", {"alpha": 1.0}), "selu": ("Selu", {}), "hard_sigmoid": ("HardSigmoid", {"alpha": 0.2, "beta": 0.5}),
}


def activate(layer, graph):
    """Applies what the layer's setting `activation` names."""
    name = layer.get("activation", otherwise="linear")
    if isinstance(name, dict):
        name = name.get("class_name", "").lower()
    if name == "linear":
        return
    if name in SIMPLE:
        operation, attributes = SIMPLE[name]
        graph.then(operation, **attributes)
    elif name == "softmax":
        graph.then("Softmax", axis=1)
    elif name in ("swish", "silu"):
        graph.value = graph.node("Mul", [graph.value, graph.node("Sigmoid", [graph.value])])
    elif name == "relu6":
        graph.then("Clip", graph.constant(0.0), graph.constant(6.0))
    else:
        raise layer.fail(f"the activation '{name}'", f"there are linear, {', '.join(sorted(SIMPLE))}, relu6, softmax, swish")


def _relu(layer, graph):
    slope, threshold = float(layer.get("negative_slope", otherwise=0)), float(layer.get("threshold", otherwise=0))
    if threshold != 0 or (slope != 0 and layer.get("max_value") is not None):
        raise layer.fail("a ReLU with a threshold, or with a slope and a maximum", "only one of slope and maximum is converted")
    if layer.get("max_value") is not None:
        graph.then("Clip", graph.constant(0.0), graph.constant(float(layer.get("max_value"))))
    elif slope != 0:
        graph.then("LeakyRelu", alpha=slope)
    else:
        graph.then("Relu")


def _slope(layer, graph):
    [slopes] = layer.weights or [None]
    if slopes is None:
        raise layer.fail("has no weights", "write the file with model.save()")
    # Height x width x channels in Keras, channels first here; a shared axis has length 1.
    graph.then("PRelu", graph.constant(slopes.transpose(2, 0, 1) if slopes.ndim == 3 and graph.channels_last else slopes))


def _softmax(layer, graph):
    if graph.is_picture:
        raise layer.fail("reads a picture", "only a softmax over values is converted")
    graph.then("Softmax", axis=1)


PARAMETRIC = {
    "ELU": lambda layer, graph: graph.then("Elu", alpha=float(layer.get("alpha", otherwise=1.0))),
    "LeakyReLU": lambda layer, graph: graph.then("LeakyRelu", alpha=float(layer.get("alpha", "negative_slope", otherwise=0.3))),
    "ReLU": _relu,
    "PReLU": _slope,
    "Softmax": _softmax,
    "ThresholdedReLU": lambda layer, graph: graph.then("ThresholdedRelu", alpha=float(layer.get("theta", otherwise=1.0))),
}
