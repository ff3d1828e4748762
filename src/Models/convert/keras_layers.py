"""Each kind of Keras layer as ONNX operations. Keras 1 and 2 name settings differently; both are read."""

from activations import activate, PARAMETRIC
from expression import Expression, WHAT_TO_WRITE

# Layers that only training needs.
PASSING = {"Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization", "InputLayer"}


def translate(layer, graph, lambdas, flip_kernels):
    """Adds one layer to the graph. `lambdas` are descriptions of Lambda layers by name."""
    graph.begin(layer.name)
    if layer.kind in PASSING:
        return
    if layer.kind not in TRANSLATORS and layer.kind not in PARAMETRIC:
        known = ", ".join(sorted({*TRANSLATORS, *PARAMETRIC, *PASSING}))
        raise layer.fail("no such layer is converted", f"there are {known}")
    try:
        if layer.kind == "Lambda":
            _lambda(layer, graph, lambdas)
        elif layer.kind in PARAMETRIC:
            PARAMETRIC[layer.kind](layer, graph)
        elif layer.kind in CONVOLUTIONS:
            CONVOLUTIONS[layer.kind](layer, graph, flip_kernels)
        else:
            TRANSLATORS[layer.kind](layer, graph)
    except ValueError as error:
        raise layer.fail(str(error), "its settings and weights do not fit together") from error


def channels_last(layer, otherwise=True):
    """Whether a layer's pictures have their channels last."""
    order = layer.get("dim_ordering", "data_format")
    return otherwise if order in (None, "default") else order in ("tf", "channels_last")


def _pair(layer, *names, otherwise):
    value = layer.get(*names, otherwise=otherwise)
    rows, columns = (value, value) if isinstance(value, int) else value
    if min(rows, columns) < 1:
        raise layer.fail(f"{names[0]} is {value}", "two numbers from 1 on are expected")
    return int(rows), int(columns)


def _pads(layer, graph, kernel, strides, dilation=(1, 1)):
    """ONNX pads and the (H, W) of the result."""
    mode = layer.get("border_mode", "padding", otherwise="valid")
    before, after, sizes = [], [], []
    for size, length, stride, step in zip(graph.shape[1:], kernel, strides, dilation):
        reach = (length - 1) * step + 1
        if mode == "same":
            result = -(-size // stride)
            total = max((result - 1) * stride + reach - size, 0)
        elif mode == "valid":
            result, total = (size - reach) // stride + 1, 0
        else:
            raise layer.fail(f"border mode '{mode}'", "valid and same are converted")
        if result < 1:
            raise layer.fail(f"a kernel of {length} does not fit into {size}", "the picture is too small for it")
        before.append(total // 2)
        after.append(total - total // 2)
        sizes.append(result)
    return before + after, tuple(sizes)


def _require_picture(layer, graph):
    if not graph.is_picture:
        raise layer.fail("reads a row of values, not a picture", "a layer before it flattens too early")


def _weights(layer, count):
    if len(layer.weights) != count:
        raise layer.fail(f"has {len(layer.weights)} sets of weights instead of {count}", "the file is damaged, or holds no weights: write it with model.save()")
    return layer.weights


def _convolve(layer, graph, kernel, bias, strides, dilation, groups):
    pads, (height, width) = _pads(layer, graph, kernel.shape[2:], strides, dilation)
    if kernel.shape[1] * groups != graph.shape[0]:
        raise layer.fail(f"has weights for {kernel.shape[1] * groups} channels but reads {graph.shape[0]}", "the file is damaged")
    inputs = [graph.constant(kernel)] + ([] if bias is None else [graph.constant(bias)])
    graph.then("Conv", *inputs, kernel_shape=list(kernel.shape[2:]), strides=list(strides), pads=pads, dilations=list(dilation), group=groups)
    graph.shape = (kernel.shape[0], height, width)


def _settings(layer):
    strides = _pair(layer, "subsample", "strides", otherwise=1)
    dilation = _pair(layer, "dilation_rate", "atrous_rate", otherwise=1)
    return strides, dilation, bool(layer.get("bias", "use_bias", otherwise=True))


def _convolution(layer, graph, flip):
    _require_picture(layer, graph)
    strides, dilation, has_bias = _settings(layer)
    kernel, *bias = _weights(layer, 2 if has_bias else 1)
    # Rows x columns x in x out, except where Keras 1 kept Theano's out x in x rows x columns.
    kernel = kernel if layer.get("dim_ordering") == "th" else kernel.transpose(3, 2, 0, 1)
    if flip:
        kernel = kernel[:, :, ::-1, ::-1]
    groups = int(layer.get("groups", otherwise=1))
    _convolve(layer, graph, kernel, bias[0] if bias else None, strides, dilation, groups)
    activate(layer, graph)


def _depthwise(layer, graph, _):
    _require_picture(layer, graph)
    strides, dilation, has_bias = _settings(layer)
    kernel, *bias = _weights(layer, 2 if has_bias else 1)
    _convolve(layer, graph, _by_channel(kernel), bias[0] if bias else None, strides, dilation, kernel.shape[2])
    activate(layer, graph)


def _separable(layer, graph, _):
    _require_picture(layer, graph)
    strides, dilation, has_bias = _settings(layer)
    depthwise, pointwise, *bias = _weights(layer, 3 if has_bias else 2)
    _convolve(layer, graph, _by_channel(depthwise), None, strides, dilation, depthwise.shape[2])
    _convolve(layer, graph, pointwise.transpose(3, 2, 0, 1), bias[0] if bias else None, (1, 1), (1, 1), 1)
    activate(layer, graph)


def _by_channel(kernel):
    """From rows x columns x channels x multiplier to (channels * multiplier) x 1 x rows x columns."""
    rows, columns, channels, multiplier = kernel.shape
    return kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, rows, columns)


def _dense(layer, graph):
    if graph.is_picture:
        raise layer.fail(f"reads a picture of {'x'.join(map(str, graph.shape))}", "flatten it first: dense layers over places are not converted")
    has_bias = bool(layer.get("bias", "use_bias", otherwise=True))
    weights, *bias = _weights(layer, 2 if has_bias else 1)
    if weights.shape[0] != graph.shape[0]:
        raise layer.fail(f"has weights for {weights.shape[0]} values but reads {graph.shape[0]}", "the file is damaged")
    inputs = [graph.constant(weights)] + [graph.constant(values) for values in bias]
    graph.then("Gemm", *inputs)
    graph.shape = (weights.shape[1],)
    activate(layer, graph)


def _pool(operation):
    def apply(layer, graph):
        _require_picture(layer, graph)
        kernel = _pair(layer, "pool_size", otherwise=2)
        strides = _pair(layer, "strides", otherwise=list(kernel))
        pads, (height, width) = _pads(layer, graph, kernel, strides)
        graph.then(operation, kernel_shape=list(kernel), strides=list(strides), pads=pads)
        graph.shape = (graph.shape[0], height, width)
    return apply


def _pool_all(operation):
    def apply(layer, graph):
        _require_picture(layer, graph)
        graph.then(operation)
        graph.then("Flatten", axis=1)
        graph.shape = (graph.shape[0],)
    return apply


def _batch_normalization(layer, graph):
    if layer.get("mode", otherwise=0) != 0:
        raise layer.fail(f"mode {layer.get('mode')}", "only mode 0 is converted")
    axis = layer.get("axis", otherwise=-1)
    axis = axis[0] if isinstance(axis, list) else axis
    rank = len(graph.shape) + 1
    expected = (3 if channels_last(layer, graph.channels_last) else 1) if graph.is_picture else 1
    if axis % rank != expected:
        raise layer.fail(f"normalises axis {axis}", "only the channels' axis is converted")
    flags = [bool(layer.get(name, otherwise=True)) for name in ("scale", "center")]
    weights = list(_weights(layer, 2 + sum(flags)))
    channels = graph.shape[0]
    gamma = weights.pop(0) if flags[0] else [1.0] * channels
    beta = weights.pop(0) if flags[1] else [0.0] * channels
    names = [graph.constant(values) for values in (gamma, beta, *weights)]
    graph.then("BatchNormalization", *names, epsilon=float(layer.get("epsilon", otherwise=1e-3)))


def _sides(layer, *names):
    """(top, bottom), (left, right) from one number, two, or two pairs."""
    value = layer.get(*names, otherwise=1)
    rows, columns = (value, value) if isinstance(value, int) else value
    return [tuple(side) if isinstance(side, (list, tuple)) else (side, side) for side in (rows, columns)]


def _crop(layer, graph):
    _require_picture(layer, graph)
    (top, bottom), (left, right) = _sides(layer, "cropping")
    graph.crop(top, bottom, left, right)


def _pad(layer, graph):
    _require_picture(layer, graph)
    (top, bottom), (left, right) = _sides(layer, "padding")
    graph.pad(top, bottom, left, right)


def _enlarge(layer, graph):
    _require_picture(layer, graph)
    rows, columns = _pair(layer, "size", otherwise=2)
    mode = "linear" if layer.get("interpolation") == "bilinear" else "nearest"
    graph.resize(graph.shape[1] * rows, graph.shape[2] * columns, mode)


def _lambda(layer, graph, lambdas):
    if layer.name not in lambdas:
        raise layer.fail("its code is never run", f"say what it does with --lambda '{layer.name}=...': {WHAT_TO_WRITE}")
    Expression(lambdas[layer.name]).apply(graph)


CONVOLUTIONS = {
    "Convolution2D": _convolution, "Conv2D": _convolution, "AtrousConvolution2D": _convolution,
    "DepthwiseConv2D": _depthwise, "SeparableConv2D": _separable, "SeparableConvolution2D": _separable,
}
TRANSLATORS = {
    **CONVOLUTIONS,
    "Dense": _dense,
    "Activation": activate,
    "Flatten": lambda _, graph: graph.flatten(),
    "MaxPooling2D": _pool("MaxPool"), "AveragePooling2D": _pool("AveragePool"),
    "GlobalAveragePooling2D": _pool_all("GlobalAveragePool"), "GlobalMaxPooling2D": _pool_all("GlobalMaxPool"),
    "BatchNormalization": _batch_normalization,
    "Cropping2D": _crop, "ZeroPadding2D": _pad, "UpSampling2D": _enlarge,
    "Lambda": None,
}
